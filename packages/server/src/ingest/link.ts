/**
 * The server's end of the link to agents in the same process.
 *
 * in     what agents learned, judged and observed; how well they see
 * out    records in the store; the live view; orders
 * holds  `learned` and `judged` resolve once what they carry is on the disk; nothing an agent sends can grow without limit
 */
import type { ServerLink } from '@plimsoll/api';
import type { WorkloadId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { ServerError } from '../errors.ts';
import { takeIn } from '../finding/intake.ts';
import type { LiveHub } from '../live/hub.ts';
import type { BaselineModel } from '../merge/baseline-model.ts';
import type { Orders } from '../merge/orders.ts';
import type { InUse } from '../scan/in-use.ts';
import type { ServerSettings } from '../settings.ts';
import type { Fleet } from '../status/fleet.ts';
import type { WorkloadRegistry } from '../workload/registry.ts';
import { boundedEvent, boundedFinding } from './bounded.ts';
import type { CommitQueue } from './commit-queue.ts';

export interface LinkOptions {
  /** Resolves once what the store holds was read. */
  readonly ready: Promise<void>;
  readonly commits: CommitQueue;
  readonly registry: WorkloadRegistry;
  readonly model: BaselineModel;
  readonly counters: Counters;
  readonly orders: Orders;
  readonly fleet: Fleet;
  readonly hub: LiveHub;
  readonly inUse: InUse;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: ServerSettings;
}

/** As large as an exported baseline may be. */
const mostDeltaBytes = 12 * 1024 * 1024;

const mostRefusedRemembered = 10_000;

export function createLink(options: LinkOptions): ServerLink {
  const { ready, commits, registry, model, counters, orders, fleet, hub, inUse, clock, log, settings } = options;

  const refused = new Set<WorkloadId>();

  /** For calls that nobody waits for: a workload too many must not end the process. */
  function ensureInBackground(id: WorkloadId, then: () => void): void {
    ready
      .then(() => registry.ensure(id))
      .then(then, (error) => {
        // Agents name what runs every second: each is counted and told once.
        if (refused.has(id)) return;
        if (refused.size < mostRefusedRemembered) refused.add(id);
        counters.drop('workloads', 1);
        log.warn({ workload: id, err: error }, 'a workload was not taken in');
      });
  }

  return {
    async learned({ workload, batch, state, observations }) {
      await ready;
      if (state.byteLength > mostDeltaBytes) {
        throw new ServerError('DELTA_TOO_LARGE', `A batch of learning of ${workload} has ${state.byteLength} bytes`, {
          hint: `At most ${mostDeltaBytes} are taken in: send it in smaller batches`,
          status: 413,
        });
      }
      model.check(state);
      await registry.ensure(workload);
      await commits.write((stores) => stores.deltas.keep({ workload, batch, at: clock.now(), observations, state }));
    },

    async judged({ finding, evidence }) {
      await ready;
      const bounded = boundedFinding(finding);
      await registry.ensure(finding.workload);
      const taken = await commits.write((stores) =>
        takeIn(stores, { finding: bounded, evidence: evidence.map(boundedEvent), keep: settings.keep }),
      );
      counters.drop('evidence events', taken.evidenceDropped);
      counters.drop('findings', taken.findingsDropped);
      if (taken.outcome === 'new' || taken.outcome === 'counted') hub.finding(taken.finding);
      if (taken.outcome === 'new') hub.workload(finding.workload);
    },

    observed(events) {
      counters.event(events.length);
      for (const { workload } of events) {
        if (registry.get(workload) === undefined)
          ensureInBackground(workload, () => registry.count(workload, { events: 1 }));
        else registry.count(workload, { events: 1 });
      }
      hub.observed(events);
    },

    health: (health) => fleet.health(health),

    running(node, containers) {
      const changed = fleet.running(node, containers);
      for (const workload of changed) hub.workload(workload);
      for (const { workload, container } of containers) {
        ensureInBackground(workload, () => registry.seen(workload, container.image));
      }
      void ready.then(() => inUse.running(fleet.containers()));
    },

    pulled(_node, images) {
      void ready.then(() => inUse.pulled(images));
    },

    async used(usage) {
      await ready;
      await inUse.used(usage);
    },

    orders: (listener) => {
      let stop: (() => void) | undefined;
      let stopped = false;
      void ready.then(() => {
        if (!stopped) stop = orders.listen(listener);
      });
      return () => {
        stopped = true;
        stop?.();
      };
    },
  };
}
