/** Findings on their way to the server, at once and in order. While they wait, the same finding is counted, not repeated. */
import type { Judged } from '@plimsoll/api';
import type { Logger } from 'pino';
import type { Delivery } from './delivery.ts';

export interface FindingsOut {
  send(judged: Judged): void;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
  /** Findings that found no room while the server was away. */
  dropped(): number;
}

const WAITING_LIMIT = 1_000;

export interface FindingsOutOptions {
  readonly delivery: Delivery;
  readonly judged: (judged: Judged) => Promise<void>;
  readonly log: Logger;
}

export function createFindingsOut({ delivery, judged, log }: FindingsOutOptions): FindingsOut {
  const waiting = new Map<string, Judged>();
  let sending: Promise<void> | undefined;
  let dropped = 0;

  function send(next: Judged): void {
    const { fingerprint, workload } = next.finding;
    const key = `${workload} ${fingerprint}`;
    const same = waiting.get(key);
    if (same === undefined && waiting.size >= WAITING_LIMIT) dropOldest();
    waiting.set(key, same === undefined ? next : counted(same, next));
    sending ??= sendAll().finally(() => {
      sending = undefined;
    });
  }

  async function sendAll(): Promise<void> {
    for (let first = waiting.entries().next(); !first.done; first = waiting.entries().next()) {
      const [key, next] = first.value;
      waiting.delete(key);
      const done = await delivery.deliver(`finding ${next.finding.id}`, () => judged(next));
      if (!done) drop(next);
    }
  }

  function dropOldest(): void {
    const [key, oldest] = waiting.entries().next().value as [string, Judged];
    waiting.delete(key);
    drop(oldest);
  }

  function drop({ finding }: Judged): void {
    dropped += finding.count;
    log.error({ finding: finding.id, sentence: finding.sentence }, 'a finding could not be delivered and is dropped');
  }

  return {
    send,
    async settled() {
      while (sending !== undefined) await sending;
    },
    dropped: () => dropped,
  };
}

function counted(first: Judged, next: Judged): Judged {
  const count = first.finding.count + next.finding.count;
  return { ...first, finding: { ...first.finding, count, lastAt: next.finding.lastAt } };
}
