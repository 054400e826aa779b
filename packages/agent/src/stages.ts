/** From events to the server: learn and detect for every workload of this node, and forward what comes of it. */
import type { LearnedDelta, Order, ServerLink } from '@plimsoll/api';
import type { Detection, Event, RecordId, Workload, WorkloadId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { createRecentEvents } from './detect/recent-events.ts';
import { reasonOf } from './errors.ts';
import { createDelivery } from './forward/delivery.ts';
import { createFindingsOut } from './forward/findings-out.ts';
import { createLiveOut } from './forward/live-out.ts';
import { createWorkloadStages, type WorkloadStages } from './learn/workload-stages.ts';

export interface Stages {
  event(event: Event): void;
  of(workload: WorkloadId): WorkloadStages;
  /** Resolves when everything that is on its way has arrived. */
  arrived(): Promise<void>;
  /** Ships the rest, tries once more what fails, then gives up. */
  stop(): Promise<void>;
  health(): StagesHealth;
}

export interface StagesHealth {
  readonly eventsPerSecond: number;
  readonly droppedFindings: number;
  /** Why the server takes nothing, while it does not. */
  readonly serverFails: string | undefined;
  /** Workloads whose baseline could not be read, and why. */
  readonly refusedOrders: ReadonlyMap<WorkloadId, string>;
}

export interface StagesOptions {
  readonly clock: Clock;
  readonly link: ServerLink;
  readonly log: Logger;
  readonly newId: () => string;
  readonly onFinding: (finding: Detection) => void;
  readonly onOrder: (workload: WorkloadId) => void;
}

const SHIP_EVERY_MS = 5_000;

export function createStages({ clock, link, log, newId, onFinding, onOrder }: StagesOptions): Stages {
  const runId = newId();
  const workloads = new Map<WorkloadId, WorkloadStages>();
  const shipping = new Map<WorkloadId, Promise<void>>();
  const refusedOrders = new Map<WorkloadId, string>();
  const recent = createRecentEvents();
  const delivery = createDelivery({ clock, log });
  const findings = createFindingsOut({ delivery, judged: (judged) => link.judged(judged), log });
  const live = createLiveOut({ clock, observed: (events) => link.observed(events) });

  const stopShipping = clock.every(SHIP_EVERY_MS, shipAll);
  const stopOrders = link.orders(follow);

  function of(id: WorkloadId): WorkloadStages {
    const known = workloads.get(id);
    if (known !== undefined) return known;
    const stages = createWorkloadStages({ workload: newcomer(id), runId, newId: () => newId() as RecordId });
    workloads.set(id, stages);
    return stages;
  }

  /** Until the server orders otherwise a workload is only learned. */
  function newcomer(id: WorkloadId): Workload {
    const now = clock.now();
    return { id, firstSeenAt: now, lastSeenAt: now, mode: 'discover', dryRun: true, declaredReady: false };
  }

  function follow(order: Order): void {
    const { id } = order.workload;
    try {
      of(id).order(order);
      refusedOrders.delete(id);
    } catch (error) {
      refusedOrders.set(id, reasonOf(error));
      log.error(
        { workload: id, error: reasonOf(error) },
        'a baseline from the server cannot be read: the last one stays',
      );
      return;
    }
    onOrder(id);
  }

  function event(event: Event): void {
    recent.add(event);
    live.add(event);
    for (const finding of of(event.workload).event(event)) {
      const evidence = recent.find(finding.explanation.evidence);
      findings.send({ finding, evidence: evidence.length > 0 ? evidence : [event] });
      onFinding(finding);
    }
  }

  function shipAll(): void {
    for (const id of workloads.keys()) ship(id);
  }

  function ship(id: WorkloadId): void {
    if (shipping.has(id)) return;
    const delta = of(id).takeDelta();
    if (delta === undefined) return;
    shipping.set(
      id,
      send(delta).finally(() => shipping.delete(id)),
    );
  }

  async function send(delta: LearnedDelta): Promise<void> {
    const { workload, batch, observations } = delta;
    const done = await delivery.deliver(`batch ${batch} of ${workload}`, () => link.learned(delta));
    if (!done) log.error({ workload, batch, observations }, 'what was learned could not be delivered and is dropped');
  }

  async function arrived(): Promise<void> {
    live.flush();
    await Promise.all(shipping.values());
    await findings.settled();
  }

  return {
    event,
    of,
    arrived,
    async stop() {
      stopShipping();
      delivery.giveUp();
      await arrived();
      shipAll();
      await arrived();
      stopOrders();
    },
    health: () => ({
      eventsPerSecond: live.perSecond(),
      droppedFindings: findings.dropped(),
      serverFails: delivery.failing(),
      refusedOrders,
    }),
  };
}
