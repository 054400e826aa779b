import type { NodeHealth } from '@plimsoll/api';
import type { EpochMs, WorkloadId } from '@plimsoll/core';
import { containerRef, fakeClock } from '@plimsoll/testkit';
import { expect, it } from 'vitest';
import { createFleet } from './fleet.ts';
import { sees, statusOf } from './status.ts';

const web = 'docker/web' as WorkloadId;
const container = containerRef({ name: 'web-1', image: 'web:1', startedAt: 0 });
const losses = { ringFull: 0, threadsFull: 0, containersFull: 0, heldBack: 0, cut: 0, delivered: 0 };
const healthy: NodeHealth = {
  node: 'here',
  kernel: '6.12',
  sensor: 'running',
  sensorSince: 0 as EpochMs,
  restarts: 0,
  gaps: 0,
  engine: 'connected',
  blind: [],
  containers: 1,
  eventsPerSecond: 0,
  losses,
  lossesByContainer: [],
  memoryBytes: 0,
  at: 0 as EpochMs,
};

function fleet() {
  const clock = fakeClock();
  const lost: number[] = [];
  return { clock, lost, fleet: createFleet({ clock, lost: (_, count) => lost.push(count) }) };
}

function stateOf(
  nodes: readonly NodeHealth[],
  { events = 10, open = 0, mode = 'monitor' as const, running = true } = {},
) {
  const severity = { low: 0, medium: 0, high: open, critical: 0 };
  const now = 0 as EpochMs;
  return statusOf({
    nodes,
    workloads: [{ mode, running }],
    open: [severity],
    events,
    dropped: [],
    startedAt: now,
    now,
  });
}

it('is blind after five seconds without a word', () => {
  const { fleet: known, clock } = fleet();
  known.health(healthy);
  clock.advance(5000);
  expect(known.nodes().every(sees)).toBe(true);
  clock.advance(1);
  expect(known.nodes().every(sees)).toBe(false);
  expect(stateOf(known.nodes()).state).toBe('blind');
  expect(stateOf(known.nodes()).sentence).toContain('Not seen: anything on here');
});

it('is blind while events are lost, and sees again once that ended', () => {
  const { fleet: known, clock } = fleet();
  known.health(healthy);
  known.health({ ...healthy, losses: { ...losses, ringFull: 3 } });
  expect(known.nodes()[0]?.blind[0]?.what).toBe('some events on here');
  clock.advance(10_000);
  known.health({ ...healthy, losses: { ...losses, ringFull: 3 } });
  expect(known.nodes().every(sees)).toBe(true);
});

it('tells a missing engine from a missing sensor: what is done is seen, by whom is not known', () => {
  const reason = { what: 'names', why: 'No socket.', hint: 'Start it.', since: 0 as EpochMs };
  const nameless = { ...healthy, engine: 'unavailable' as const, blind: [reason] };
  expect(stateOf([nameless])).toMatchObject({
    state: 'blind',
    sentence:
      'What containers do is seen, but their names, images and workloads are not known: no container engine answers. ' +
      'So far: 0 open findings in 10 events, 1 of 1 sensors healthy',
  });
  expect(stateOf([{ ...nameless, sensor: 'unavailable' }]).sentence).toContain('Not seen: names. ');
  expect(stateOf([{ ...nameless, blind: [reason, reason] }]).sentence).toContain('Not seen: names, and 1 more. ');
});

it('does not take held back novelties and cut texts for blindness', () => {
  const { fleet: known } = fleet();
  known.health(healthy);
  known.health({ ...healthy, losses: { ...losses, heldBack: 30, cut: 5 } });
  expect(known.nodes().every(sees)).toBe(true);
});

it('counts losses for each workload, also over a restart of the sensor', () => {
  const { fleet: known, lost } = fleet();
  known.running('here', [{ workload: web, container }]);
  const told = (ringFull: number) =>
    known.health({
      ...healthy,
      lossesByContainer: [{ container: container.id, name: 'web-1', losses: { ...losses, ringFull } }],
    });
  for (const total of [4, 10, 2]) told(total);
  expect(lost).toEqual([4, 6, 2]);
});

it('says which workloads changed, once', () => {
  const { fleet: known } = fleet();
  expect([...known.running('here', [{ workload: web, container }])]).toEqual([web]);
  expect([...known.running('here', [{ workload: web, container }])]).toEqual([]);
  expect([...known.running('here', [])]).toEqual([web]);
});

it('says clear only with proof', () => {
  expect(stateOf([]).state).toBe('blind');
  expect(stateOf([{ ...healthy, sensor: 'restarting' }]).state).toBe('blind');
  expect(stateOf([healthy, { ...healthy, node: 'there', sensor: 'unavailable' }]).state).toBe('blind');
  expect(stateOf([healthy], { events: 0 }).state).toBe('waiting');
  expect(stateOf([healthy], { open: 1 }).state).toBe('findings');
  expect(stateOf([healthy], { mode: 'discover' as 'monitor' }).state).toBe('learning');
  expect(stateOf([healthy], { events: 1_234_567 })).toMatchObject({
    state: 'clear',
    sentence: '0 open findings in 1.2 M events, 1 of 1 sensors healthy',
  });
  expect(stateOf([], { open: 2 }).sentence).toContain('2 open findings');
});
