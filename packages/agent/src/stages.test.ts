import type { Order } from '@plimsoll/api';
import {
  type ContainerRef,
  type Detection,
  defaultLearningSettings,
  type RecordId,
  type WorkloadId,
} from '@plimsoll/core';
import { containerRef, eventBuilder, fakeClock, fakeLink } from '@plimsoll/testkit';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { createDelivery } from './forward/delivery.ts';
import { createFindingsOut } from './forward/findings-out.ts';
import { createLiveOut } from './forward/live-out.ts';
import { createStages } from './stages.ts';

const log = pino({ level: 'silent' });
const web = 'docker/web' as WorkloadId;
const start = 1_700_000_000_000;

function stages() {
  const clock = fakeClock(start);
  const link = fakeLink();
  let ids = 0;
  const newId = () => `id${++ids}`;
  const findings: Detection[] = [];
  const container: ContainerRef = containerRef({ name: 'web-1', image: 'web:1', startedAt: start });
  const build = eventBuilder({ workload: web, container, newId: () => newId() as RecordId });
  const orders: WorkloadId[] = [];
  const one = createStages({
    clock,
    link,
    log,
    newId,
    onFinding: (finding) => findings.push(finding),
    onOrder: (workload) => orders.push(workload),
  });
  const clean = (at = start) =>
    build.exec({ at, executable: '/usr/sbin/nginx', parent: '/usr/bin/containerd-shim', entered: true });
  const fileless = () => build.exec({ at: start, executable: '/memfd:x', parent: '/bin/sh', origin: 'memory' });
  return { clock, link, stages: one, findings, orders, clean, fileless };
}

describe('stages', () => {
  it('ship what was learned every five seconds, in batches that count up', async () => {
    const { clock, link, stages: one, clean } = stages();
    one.event(clean());
    clock.advance(5_000);
    await one.arrived();
    one.event(clean());
    clock.advance(5_000);
    await one.arrived();
    clock.advance(5_000);
    await one.arrived();

    expect(link.deltas.map(({ batch, workload }) => [batch, workload])).toEqual([
      ['id1:1', web],
      ['id1:2', web],
    ]);
    expect(link.events).toHaveLength(2);
  });

  it('repeat a delta until it is taken, and send no other of the workload meanwhile', async () => {
    const { clock, link, stages: one, clean } = stages();
    link.away(true);
    one.event(clean());
    clock.advance(5_000);
    await vi.waitFor(() => expect(one.health().serverFails).toBe('the server is away'));
    one.event(clean());
    clock.advance(5_000);
    expect(link.deltas).toEqual([]);

    link.away(false);
    clock.advance(15_000);
    await vi.waitFor(() => expect(link.deltas.map(({ batch }) => batch)).toEqual(['id1:1']));
    await one.arrived();
    expect(one.health().serverFails).toBeUndefined();
    clock.advance(5_000);
    await one.arrived();
    expect(link.deltas.map(({ batch }) => batch)).toEqual(['id1:1', 'id1:2']);
  });

  it('send a finding at once, with the events it points at', async () => {
    const { link, stages: one, findings, fileless } = stages();
    const event = fileless();
    one.event(event);
    await one.arrived();

    expect(findings.map(({ detector }) => detector)).toEqual(['never-learned']);
    expect(link.judgements).toEqual([{ finding: findings[0], evidence: [event] }]);
  });

  it('do not tell the same again because a new version of the baseline came', async () => {
    const { clock, stages: one, findings, fileless, clean } = stages();
    one.event(fileless());
    for (let i = 0; i < 3; i++) {
      one.event(clean());
      clock.advance(5_000);
      await one.arrived();
    }
    one.event(fileless());

    expect(findings).toHaveLength(1);
  });

  it('learn nothing outside discover', async () => {
    const { clock, link, stages: one, clean } = stages();
    link.change(web, { mode: 'monitor' });
    one.event(clean());
    clock.advance(5_000);
    await one.arrived();

    expect(link.deltas).toEqual([]);
  });

  it('keep the last order when a baseline cannot be read, and say so', () => {
    const { link, stages: one, orders: heard } = stages();
    link.change(web, { mode: 'monitor' });
    let listener: ((order: Order) => void) | undefined;
    const orders = (hear: (order: Order) => void) => {
      listener = hear;
      return () => {};
    };
    const broken = { ...link, orders };
    const other = createStages({
      clock: fakeClock(),
      link: broken,
      log,
      newId: () => 'x',
      onFinding: () => {},
      onOrder: () => {},
    });
    const { workload } = one.of(web).current();
    listener?.({ workload, baselineVersion: 4, baseline: new Uint8Array([9, 9]), settings: defaultLearningSettings });

    expect([...other.health().refusedOrders.keys()]).toEqual([web]);
    expect(other.of(web).current().workload.mode).toBe('discover');
    expect(heard).toEqual([web]);
  });

  it('ship the rest when they stop, and give up on a server that is away', async () => {
    const { link, stages: one, clean } = stages();
    one.event(clean());
    await one.stop();
    expect(link.deltas).toHaveLength(1);

    const other = stages();
    other.link.away(true);
    other.stages.event(other.clean());
    other.stages.event(other.fileless());
    await other.stages.stop();
    expect(other.stages.health().droppedFindings).toBe(1);
  });
});

describe('findings on their way', () => {
  it('are counted, not repeated, while the server is away, and bounded', async () => {
    const clock = fakeClock();
    const delivery = createDelivery({ clock, log });
    const sent: Detection[] = [];
    let away = true;
    const out = createFindingsOut({
      delivery,
      log,
      async judged({ finding }) {
        if (away) throw new Error('away');
        sent.push(finding);
      },
    });
    const finding = (fingerprint: string, lastAt: number) =>
      ({ finding: { id: fingerprint, workload: web, fingerprint, count: 1, lastAt }, evidence: [] }) as never;
    out.send(finding('first', 0));
    for (let i = 0; i < 5; i++) out.send(finding('same', i));
    for (let i = 0; i < 1_000; i++) out.send(finding(`other-${i}`, i));
    expect(out.dropped()).toBe(5);

    away = false;
    await vi.waitFor(() => expect(delivery.failing()).toBe('away'));
    clock.advance(250);
    await out.settled();
    expect(sent).toHaveLength(1_001);
    expect(sent[0]).toMatchObject({ id: 'first', count: 1 });
  });
});

describe('the live view', () => {
  it('is told in gathers, and how fast events come', () => {
    const clock = fakeClock(start);
    const told: number[] = [];
    const live = createLiveOut({ clock, observed: (events) => told.push(events.length) });
    for (let i = 0; i < 1_500; i++) live.add({} as never);
    expect(told).toEqual([1_000]);
    clock.advance(100);
    expect(told).toEqual([1_000, 500]);
    clock.advance(900);
    expect(live.perSecond()).toBe(300);
    clock.advance(10_000);
    expect(live.perSecond()).toBe(0);
  });
});
