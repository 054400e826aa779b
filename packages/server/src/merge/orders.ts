/**
 * Orders to agents: which baseline and mode to apply to each workload.
 *
 * in     a workload that changed
 * out    an order to every agent that listens: at once when its mode changed, else at most one in `everyMs`
 * holds  the last change always goes out; an agent that begins to listen hears of every workload
 */
import type { Order } from '@plimsoll/api';
import type { LearningSettings, WorkloadId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { BaselineStore } from '../store/baseline-store.ts';
import type { WorkloadRegistry } from '../workload/registry.ts';

export interface Orders {
  listen(listener: (order: Order) => void): () => void;
  /** `urgent` for what must not wait, as a change of mode. */
  changed(workload: WorkloadId, how?: { readonly urgent: boolean }): void;
  /** Sends what has waited long enough. */
  tick(): void;
}

export interface OrdersOptions {
  readonly registry: WorkloadRegistry;
  readonly baselines: BaselineStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly learning: LearningSettings;
  readonly everyMs: number;
}

export function createOrders({ registry, baselines, clock, log, learning, everyMs }: OrdersOptions): Orders {
  const listeners = new Set<(order: Order) => void>();
  const sentAt = new Map<WorkloadId, number>();
  const waiting = new Set<WorkloadId>();

  async function orderFor(id: WorkloadId): Promise<Order | undefined> {
    const stored = await baselines.latest(id);
    // Read after the wait: mode and baseline may have changed meanwhile.
    const record = registry.get(id);
    if (record === undefined) return undefined;
    return {
      workload: record.workload,
      baselineVersion: stored?.version ?? 0,
      baseline: stored?.state,
      settings: learning,
    };
  }

  async function send(id: WorkloadId, to: Iterable<(order: Order) => void>): Promise<void> {
    try {
      const order = await orderFor(id);
      if (order === undefined) return;
      for (const listener of to) listener(order);
    } catch (error) {
      log.error({ workload: id, err: error }, 'an order could not be given');
    }
  }

  function sendToAll(id: WorkloadId): void {
    waiting.delete(id);
    sentAt.set(id, clock.now());
    void send(id, listeners);
  }

  return {
    listen(listener) {
      listeners.add(listener);
      void (async () => {
        for (const { workload } of registry.all()) {
          if (listeners.has(listener)) await send(workload.id, [listener]);
        }
      })();
      return () => listeners.delete(listener);
    },
    changed(id, { urgent } = { urgent: false }) {
      if (urgent || clock.now() - (sentAt.get(id) ?? 0) >= everyMs) sendToAll(id);
      else waiting.add(id);
    },
    tick() {
      for (const id of [...waiting]) {
        if (clock.now() - (sentAt.get(id) ?? 0) >= everyMs) sendToAll(id);
      }
    },
  };
}
