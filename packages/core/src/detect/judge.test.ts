import { beforeAll, describe, expect, it } from 'vitest';
import type { Event, ExecEvent } from '../event/event.ts';
import { begin, container, exec, ms, novelty, privilege, processRef, web, windowOf } from '../event/events.fixture.ts';
import type { Detection } from '../finding/finding.ts';
import { approve } from '../learn/approve.ts';
import { type Baseline, emptyBaseline, mergeBaselines } from '../learn/baseline.ts';
import { createLearner } from '../learn/learner.ts';
import type { BatchId, RecordId } from '../record.ts';
import type { Mode } from '../workload/workload.ts';
import { createJudge, type Judge } from './judge.ts';
import { foreign, replica } from './web-workload.fixture.ts';

const settings = { sliceMs: 1000, alertBudgetPerDay: 100, minimumMs: 60_000, minimumStarts: 2 };
let ids = 0;

function judgeOf(baseline: Baseline, mode: Mode = 'monitor'): Judge {
  const workload = { id: web, firstSeenAt: ms(begin), lastSeenAt: ms(begin), mode, dryRun: true, declaredReady: true };
  return createJudge({ workload, baseline, version: 3, settings, newId: () => `finding-${++ids}` as RecordId });
}

function learn(seconds: number): Baseline {
  let baseline = emptyBaseline();
  for (const [name, seed] of [
    ['web-1', 1],
    ['web-2', 2],
  ] as const) {
    const learner = createLearner(emptyBaseline());
    for (const event of replica({ name, seed, seconds })) learner.observe(event);
    baseline = mergeBaselines(baseline, learner.takeDelta(`${name}:1` as BatchId) ?? emptyBaseline());
  }
  return baseline;
}

const judged = (judge: Judge, events: Iterable<Event>): Detection[] =>
  [...events].flatMap((event) => judge.judge(event));
const tell = (findings: readonly Detection[]): string => findings.map(({ sentence }) => sentence).join('\n');

describe.each([60, 100])('a web workload learned for %d s', (seconds) => {
  let baseline: Baseline;
  beforeAll(() => {
    baseline = learn(seconds);
  });

  it('says nothing in two minutes of clean load, nor about a third replica that starts', () => {
    const judge = judgeOf(baseline);
    const later = begin + seconds * 1000;
    const findings = [
      ...judged(judge, replica({ name: 'web-1', seed: 11, fromSecond: seconds, seconds: 120 })),
      ...judged(judge, replica({ name: 'web-3', seed: 12, startedAt: later, seconds: 120 })),
    ];
    expect(tell(findings)).toBe('');
  });

  it('says nothing when the load stops', () => {
    const judge = judgeOf(baseline);
    const idle = Array.from({ length: 60 }, (_, i) =>
      windowOf({ epoll_wait: 3 }, { at: begin + 200_000 + i * 1000, slice: 200 + i }),
    );
    expect(tell(judged(judge, idle))).toBe('');
  });

  it('makes one finding of a process that does hundreds of new things', () => {
    const process = processRef({ pid: 9999, comm: 'worker', executable: '/usr/bin/worker' });
    const findings = judged(judgeOf(baseline), foreign(container('web-1'), 150, process, 500)).filter((f) => f.process);

    expect(findings).toHaveLength(1);
    const [finding] = findings as [Detection];
    expect(finding.detector).toBe('syscall-novelty');
    expect(['high', 'critical']).toContain(finding.severity);
    expect(finding.sentence).toMatch(
      /^`worker` \(pid 9999\) in web-1 \(docker\/web\) made system calls .*never in .* calls and \d+ slices\.$/,
    );
    expect(finding.explanation.digits).toBeLessThanOrEqual(Math.log10(finding.explanation.baseline.blocks + 1) + 0.01);
  });

  it('tells a window with far more of some calls than ever', () => {
    const burst = windowOf(
      { epoll_wait: 500, openat: 60_000, fstat: 60_000, close: 60_000 },
      { at: begin + 160_000, slice: 160 },
    );
    const [finding] = judged(judgeOf(baseline), [burst]);
    expect(finding?.detector).toBe('syscall-window');
    expect(finding?.sentence).toMatch(/^web-1 \(docker\/web\) made .*× the 99\.9th percentile/);
  });

  it('tells a program never started, by whom, and how often others were', () => {
    const curl = exec({
      process: processRef({
        comm: 'curl',
        executable: '/usr/bin/curl',
        parent: { pid: 1, comm: 'nginx', executable: '/usr/sbin/nginx' },
      }),
      args: ['curl', 'http://x/'],
    });
    const [finding] = judged(judgeOf(baseline), [curl]);
    expect(finding?.sentence).toBe(
      '`curl` (pid 4711) in web-1 (docker/web) was started by `nginx` as `curl http://x/`; in 10 process starts this workload never showed `/usr/bin/curl`, nor `/usr/sbin/nginx` starting any program.',
    );
    expect(finding?.detector).toBe('exec-chain');
    expect(finding?.explanation.contributions[0]?.digits).toBeGreaterThan(0);
  });

  it('tells an interactive exec, and is silent once a person approved it', () => {
    const shell = exec({
      entered: true,
      process: processRef({ comm: 'sh', executable: '/bin/sh', containerPid: 50, terminal: true, parent: undefined }),
      args: ['sh'],
      stdio: ['terminal', 'terminal', 'terminal'],
    });
    const [finding] = judged(judgeOf(baseline), [shell]);
    expect(finding?.title).toBe('Someone entered the container');
    expect(judged(judgeOf(approve(baseline, [shell], 'feedback:1' as BatchId)), [shell])).toEqual([]);
  });

  it('counts what a process does next to the finding of its start', () => {
    const process = processRef({ pid: 9999, comm: 'curl', executable: '/usr/bin/curl' });
    const judge = judgeOf(baseline);
    expect(judged(judge, [exec({ process, args: ['curl'], at: begin + 149_000 })])).toHaveLength(1);
    expect(judged(judge, foreign(container('web-1'), 150, process)).filter((f) => f.process)).toEqual([]);
  });

  it('is silent about novelty in discover', () => {
    const process = processRef({ pid: 9999, comm: 'worker', executable: '/usr/bin/worker' });
    expect(judged(judgeOf(baseline, 'discover'), foreign(container('web-1'), 150, process))).toEqual([]);
  });

  it('tells a new system call even in a process that is known', () => {
    const worker = processRef({ pid: 1001 });
    const calls = 'epoll_wait accept4 epoll_ctl recvfrom openat io_uring_setup'.split(' ');
    const events = [
      novelty(calls, { process: worker, slice: 170, at: begin + 170_000 }),
      windowOf({ epoll_wait: 10 }, { at: begin + 171_000, slice: 170 }),
    ];
    const [finding] = judged(judgeOf(baseline), events);
    expect(finding?.title).toBe('System call never made here');
    expect(finding?.sentence).toContain('io_uring_setup');
  });
});

it('tells what is never learned in discover without any baseline, once a minute', () => {
  const judge = judgeOf(emptyBaseline(), 'discover');
  const first = judged(judge, [privilege({ at: begin + 90_000 })]);
  const again = judged(judge, [privilege({ at: begin + 100_000 })]);
  const later = judged(judge, [privilege({ at: begin + 200_000 })]);
  expect([first.length, again.length, later.length]).toEqual([1, 0, 1]);
  expect(first[0]?.detector).toBe('never-learned');
  expect(first[0]?.fingerprint).toBe(later[0]?.fingerprint);
  expect(first[0]?.sentence).toBe(
    '`nginx` (pid 4711) in web-1 (docker/web) called ptrace (PTRACE_ATTACH) on pid 1; this is told whatever was learned.',
  );
});

it('tells an exec in place by what it replaced, which is the context it was learned in', () => {
  const judge = judgeOf(learn(60));
  const process = processRef({
    comm: 'id',
    executable: '/usr/bin/id',
    parent: { pid: 1, comm: 'shim', executable: '' },
  });
  const perl = { pid: process.pid, comm: 'perl', executable: '/usr/bin/perl' };
  const [finding] = judge.judge(exec({ process, replaced: perl, args: ['id', '-u'] }));

  expect(finding?.sentence).toBe(
    '`id` (pid 4711) in web-1 (docker/web) took the place of `perl` as `id -u`; in 10 process starts this workload never showed `/usr/bin/id`, nor `/usr/bin/perl` starting any program.',
  );
  const shell = processRef({ comm: 'sh', executable: '/bin/sh', parent: { pid: 1, comm: 'shim', executable: '' } });
  const nginx = { pid: shell.pid, comm: 'nginx', executable: '/usr/sbin/nginx' };
  expect(
    judge.judge(exec({ process: shell, replaced: nginx })).map(({ title, sentence }) => [title, sentence]),
  ).toEqual([
    [
      'Shell started by a network service',
      '`sh` (pid 4711) in web-1 (docker/web) took the place of `nginx` although the network service `nginx` has no reason to start a shell; this is told whatever was learned in 10 process starts.',
    ],
  ]);
});

it('takes a shell that runs its last command in its own place for one that forked for it', () => {
  const entry = processRef({ comm: 'sh', executable: '/bin/sh' });
  const sh = { pid: entry.pid, comm: 'sh', executable: '/bin/sh' };
  const sed = processRef({ comm: 'sed', executable: '/usr/bin/sed', parent: sh });
  const inPlace = { ...sed, pid: entry.pid, parent: { pid: 1, comm: 'shim', executable: '' } };
  const args = ['sed', '/tmp/x'];

  expect(judgeOf(learn(60)).judge(exec({ process: inPlace, replaced: sh, args }))).toEqual([]);
});

it('tells what protect stopped, or would have, apart from what ran, whatever else is known of it', () => {
  const baseline = learn(60);
  const judge = judgeOf(baseline, 'protect');
  const start = { process: processRef({ comm: 'touch', executable: '/usr/bin/touch' }), args: ['touch', '/tmp/x'] };
  const [ran] = judge.judge(exec(start));
  const [dry] = judge.judge(exec({ ...start, prevented: 'dry run' }));
  const [killed] = judge.judge(exec({ ...start, prevented: 'killed' }));

  expect(dry?.sentence).toMatch(/; protect would have ended it \(dry run\)\.$/);
  expect(killed?.sentence).toMatch(/; protect ended it\.$/);
  expect(new Set([ran, dry, killed].map((finding) => finding?.fingerprint)).size).toBe(3);

  const trusted = [...replica({ name: 'web-1', seed: 1, seconds: 1 })].find(({ kind }) => kind === 'process.exec');
  const known = judgeOf(baseline, 'protect').judge({ ...(trusted as ExecEvent), prevented: 'killed' });
  expect(known.map(({ detector, severity }) => [detector, severity])).toEqual([['prevented', 'high']]);
});
