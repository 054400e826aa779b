import type { NodeHealth } from '@plimsoll/api';
import type { Detection, EpochMs } from '@plimsoll/core';
import { containerRef, fakeLink } from '@plimsoll/testkit';
import { beforeEach, expect, it } from 'vitest';
import type { Notice } from './notice.ts';
import { watchLink } from './watch-link.ts';

let notices: Notice[];
let now: number;
let inner: ReturnType<typeof fakeLink>;
let link: ReturnType<typeof watchLink>;
const kinds = () => notices.map((notice) => notice.kind);

beforeEach(() => {
  notices = [];
  now = 1_700_000_000_000;
  inner = fakeLink();
  link = watchLink(inner, { notify: (notice) => notices.push(notice), now: () => now as EpochMs });
});

const calm: NodeHealth = {
  node: 'a',
  kernel: '6.12',
  sensor: 'running',
  sensorSince: 0 as EpochMs,
  restarts: 0,
  gaps: 0,
  engine: 'connected',
  blind: [],
  containers: 1,
  eventsPerSecond: 0,
  losses: { ringFull: 0, threadsFull: 0, containersFull: 0, heldBack: 0, cut: 0, delivered: 0 },
  lossesByContainer: [],
  memoryBytes: 0,
  at: 0 as EpochMs,
};
const blindness = { what: 'what containers do', why: 'no sensor', hint: 'build it', since: 0 as EpochMs };

it('passes everything on', async () => {
  link.health(calm);
  link.running('a', []);
  expect(inner.healths).toEqual([calm]);
  inner.away(true);
  await expect(link.judged({ finding: {} as Detection, evidence: [] })).rejects.toThrow('the server is away');
  expect(kinds()).not.toContain('finding');
});

it('tells each reason for blindness once, and when it is over', () => {
  const blind: NodeHealth = { ...calm, sensor: 'unavailable', blind: [blindness] };
  link.health(blind);
  link.health(blind);
  expect(kinds()).toEqual(['blind', 'health', 'health']);
  link.health(calm);
  expect(notices.filter(({ kind }) => kind === 'sees')).toMatchObject([
    { what: 'what containers do again' },
    { what: 'what containers do (sensor on kernel 6.12)' },
  ]);
});

it('tells containers that come and go', () => {
  const each = {
    workload: 'docker/web',
    container: containerRef({ name: 'web-1', image: 'web:1', startedAt: 0 }),
  } as Parameters<typeof link.running>[1][number];
  link.running('a', [each]);
  link.running('a', [each]);
  link.running('a', []);
  expect(notices).toMatchObject([
    { kind: 'container', state: 'appeared', workload: 'docker/web' },
    { kind: 'container', state: 'gone', workload: 'docker/web' },
  ]);
});

it('tells a repeated finding once a minute, with how often it came', async () => {
  const finding = { fingerprint: 'f', id: '1' } as Detection;
  for (let n = 0; n < 5; n++) await link.judged({ finding, evidence: [] });
  now += 60_000;
  await link.judged({ finding, evidence: [] });
  expect(notices).toMatchObject([
    { kind: 'finding', times: 1 },
    { kind: 'finding', times: 6 },
  ]);
});
