import type { EpochMs, Mode, WorkloadId } from '@plimsoll/core';
import { expect, it } from 'vitest';
import type { WorkloadRecord } from '../store/workload-store.ts';
import { changedWorkload } from './change.ts';

const record = (mode: Mode, { ready = false, dryRun = true, declaredReady = false } = {}): WorkloadRecord => ({
  workload: {
    id: 'docker/web' as WorkloadId,
    firstSeenAt: 0 as EpochMs,
    lastSeenAt: 0 as EpochMs,
    mode,
    dryRun,
    declaredReady,
  },
  images: [],
  events: 0,
  lost: 0,
  baselineVersion: 1,
  learnedFrom: undefined,
  readiness: { ready, missing: ready ? [] : ['one restart'], coverage: [], expectedAlertsPerDay: 1 },
});
const able = { unavailable: undefined };
const unable = { unavailable: 'the kernel has no bpf_send_signal' };

it('leaves discover only with a ready baseline or a person’s word', () => {
  const change = { mode: 'monitor' as const };
  expect(() => changedWorkload(record('discover'), { change, enforcement: able })).toThrow(/missing one restart/);
  expect(changedWorkload(record('discover', { ready: true }), { change, enforcement: able }).mode).toBe('monitor');
  const said = { ...change, declaredReady: true };
  expect(changedWorkload(record('discover'), { change: said, enforcement: able })).toMatchObject({
    mode: 'monitor',
    declaredReady: true,
  });
});

it('enters protect as a dry run, and stops things only when told so', () => {
  const ready = record('monitor', { ready: true });
  expect(changedWorkload(ready, { change: { mode: 'protect' }, enforcement: able }).dryRun).toBe(true);
  const enforce = { mode: 'protect' as const, dryRun: false };
  expect(changedWorkload(ready, { change: enforce, enforcement: able }).dryRun).toBe(false);
  expect(() => changedWorkload(ready, { change: enforce, enforcement: unable })).toThrow(/bpf_send_signal/);
});

it('keeps a running protection as it is when something else changes', () => {
  const protecting = record('protect', { ready: true, dryRun: false });
  expect(changedWorkload(protecting, { change: { declaredReady: true }, enforcement: able }).dryRun).toBe(false);
  expect(changedWorkload(protecting, { change: { mode: 'monitor' }, enforcement: able }).dryRun).toBe(true);
  const again = changedWorkload(record('monitor', { ready: true, dryRun: false }), {
    change: { mode: 'protect' },
    enforcement: able,
  });
  expect(again.dryRun).toBe(true);
});

it('refuses dryRun where it means nothing', () => {
  expect(() =>
    changedWorkload(record('monitor'), { change: { dryRun: false, mode: 'discover' }, enforcement: able }),
  ).toThrow(/protect only/);
});
