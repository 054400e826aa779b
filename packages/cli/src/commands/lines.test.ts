/** Whole outputs of fixed answers, as snapshots: what a person reads is part of the interface. */
import { BaselineView, Explained, Status, WorkloadSummary } from '@plimsoll/api';
import { expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { createStyle } from '../ui/style.ts';
import { baselineLines } from './baseline-show.ts';
import { explainLines } from './explain.ts';
import { gateOf, statusLines } from './status.ts';
import { workloadLines } from './workload.ts';

const terminal = { style: createStyle(false), width: 90 };
const now = Date.UTC(2026, 0, 2, 12);
const hour = 3_600_000;
const text = (lines: readonly string[]) => lines.join('\n');

const readiness = {
  ready: false,
  missing: ['1 more restart or replica (1 of 2 seen)'],
  coverage: [
    {
      behaviour: 'process',
      estimate: 0.05,
      upperBound: 0.22,
      target: 0.03,
      blocks: 20,
      unit: 'process starts',
      trusted: 1,
      probationary: 1,
    },
    {
      behaviour: 'syscall',
      estimate: 0,
      upperBound: 0.004,
      target: 0.01,
      blocks: 860,
      unit: 'slices of 10 s',
      trusted: 14,
      probationary: 0,
    },
  ],
  expectedAlertsPerDay: 6.1,
};
const losses = { ringFull: 2, threadsFull: 0, containersFull: 0, heldBack: 3, cut: 1, delivered: 1_200_000 };
const node = {
  node: 'this host',
  kernel: '6.12.0',
  sensor: 'running',
  sensorSince: now - 5 * hour,
  restarts: 1,
  gaps: 2,
  engine: 'connected',
  blind: [],
  containers: 4,
  eventsPerSecond: 40.25,
  losses,
  lossesByContainer: [],
  memoryBytes: 82 * 1024 * 1024,
  at: now,
};
const status = Status.parse({
  version: '0.1.0',
  state: 'findings',
  sentence: '3 open findings in 1.2 M events, 1 of 1 sensors healthy',
  nodes: [node],
  workloads: { discover: 2, monitor: 1, protect: 0 },
  openFindings: { low: 1, medium: 0, high: 0, critical: 2 },
  eventsTotal: 1_234_567,
  dropped: [{ what: 'live events', count: 12, why: 'nobody read them' }],
  startedAt: now - 5 * hour,
  at: now,
});

it('status', () => expect(text(statusLines(status, terminal))).toMatchSnapshot());

it('status of a host that does not see', () => {
  const blind = [{ what: 'what containers do', why: 'there is no sensor', hint: 'build it', since: now }];
  const answer = Status.parse({
    ...status,
    state: 'blind',
    nodes: [{ ...node, kernel: '', sensor: 'unavailable', blind }],
    dropped: [],
  });
  expect(text(statusLines(answer, terminal))).toMatchSnapshot();
});

it('the gate: findings, then blind, then clear', () => {
  const none = { low: 0, medium: 0, high: 0, critical: 0 };
  expect(gateOf(status)).toBe(exitCodes.gate);
  expect(gateOf({ ...status, state: 'clear', openFindings: none })).toBe(exitCodes.ok);
  expect(gateOf({ ...status, state: 'waiting', openFindings: none, nodes: [] })).toBe(2);
  expect(
    gateOf(
      Status.parse({ ...status, state: 'learning', openFindings: none, nodes: [{ ...node, sensor: 'restarting' }] }),
    ),
  ).toBe(2);
  expect(gateOf({ ...status, state: 'blind', openFindings: none })).toBe(2);
});

it('a workload', () => {
  const workload = WorkloadSummary.parse({
    id: 'docker/shop/api',
    mode: 'protect',
    dryRun: true,
    declaredReady: true,
    firstSeenAt: now - 50 * hour,
    lastSeenAt: now - 90_000,
    images: ['shop/api:2'],
    containers: [
      { id: 'ab'.repeat(32), name: 'shop-api-1', image: 'shop/api:2', startedAt: now - hour, node: 'this host' },
    ],
    sight: 'blind',
    sightReason: 'the sensor is being restarted',
    readiness,
    baselineVersion: 3,
    learnedFrom: now - 50 * hour,
    events: 12_345,
    lost: 2,
    openFindings: { low: 0, medium: 0, high: 1, critical: 0 },
  });
  expect(text(workloadLines(workload, terminal, now))).toMatchSnapshot();
});

it('a baseline', () => {
  const process = {
    executable: '/usr/sbin/nginx',
    parent: '/usr/bin/containerd-shim',
    args: '-g <text>',
    uid: 101,
    count: 285,
    trust: 'trusted',
  };
  const view = BaselineView.parse({
    workload: 'docker/shop/web',
    version: 7,
    learnedFrom: now - 50 * hour,
    learnedTo: now,
    gaps: 1,
    replicas: 2,
    bytes: 35_600,
    readiness,
    processes: [process, { ...process, args: '', trust: 'probationary', count: 1 }, process],
    syscalls: [{ name: 'epoll_wait', perSecond: 821.44, trust: 'trusted' }],
    rejected: [
      { thing: { behaviour: 'syscall', name: 'ptrace' }, at: now, actor: 'token', reason: 'not ours' },
      {
        thing: { behaviour: 'process', parent: '/bin/sh', executable: '/usr/bin/curl', args: '', uid: 0 },
        at: now,
        actor: 'token',
        reason: 'not ours',
      },
    ],
    processesTotal: 1003,
    syscallsTotal: 1,
    ngrams: { trusted: 1200, probationary: 3 },
  });
  expect(text(baselineLines(view, 2, terminal))).toMatchSnapshot();
});

it('an explanation', () => {
  const event = { id: 'e1', at: now - 2000, because: [] };
  const container = { id: 'ab'.repeat(32), name: 'web-1', image: 'nginx:1.27', imageDigest: '', startedAt: now - hour };
  const explained = Explained.parse({
    finding: {
      id: '3k9f00aa',
      at: now - 2000,
      because: ['e1'],
      kind: 'detection',
      state: 'open',
      severity: 'high',
      title: 'Program never started here',
      sentence:
        '`openssl` (pid 812) in web-1 (docker/shop/web) was started by `nginx`; in 288 process starts this workload never showed that.',
      workload: 'docker/shop/web',
      container,
      process: {
        pid: 812,
        tid: 812,
        containerPid: 12,
        comm: 'openssl',
        executable: '/usr/bin/openssl',
        uid: 101,
        gid: 101,
        terminal: false,
        startedAt: now,
        parent: { pid: 900, comm: 'nginx', executable: '/usr/sbin/nginx' },
      },
      behaviour: 'process',
      detector: 'exec-chain',
      technique: { tactic: 'Execution', id: 'T1059', name: 'Command and Scripting Interpreter' },
      explanation: {
        digits: 4.6,
        threshold: 2.1,
        alertBudgetPerDay: 1,
        observed: 'openssl s_client\u001b[2J started by nginx',
        expected: [
          { what: '/usr/sbin/nginx', probability: 0.98 },
          { what: '/bin/cat', probability: 0.0004 },
        ],
        contributions: [
          { what: 'executable: /usr/bin/openssl', digits: 3.9 },
          { what: 'arguments: s_client', digits: 1 },
          { what: 'user', digits: -0.3 },
          { what: 'terminal', digits: 0 },
        ],
        baseline: { version: 7, learnedFrom: now - 50 * hour, blocks: 288, observations: 1362, unseen: 0.01, gaps: 1 },
        evidence: ['e1'],
      },
      fingerprint: 'f',
      count: 3,
      lastAt: now,
    },
    evidence: [
      {
        ...event,
        kind: 'process.exec',
        workload: 'docker/shop/web',
        containerId: container.id,
        containerName: 'web-1',
        summary: 'openssl started',
        detail: {},
      },
    ],
    chain: [{ ...event, type: 'event', sentence: 'openssl started by nginx' }],
    alsoMatches: 2,
  });
  expect(text(explainLines(explained, terminal))).toMatchSnapshot();
});
