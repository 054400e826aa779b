/** What was seen to run, on its way to the server: a batch every few seconds while there is anything to tell. */
import type { ServerLink } from '@plimsoll/api';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { reasonOf } from '../errors.ts';
import type { UseCollector } from './collector.ts';

export interface UseOut {
  stop(): Promise<void>;
}

export interface UseOutOptions {
  readonly node: string;
  readonly collector: UseCollector;
  readonly link: Pick<ServerLink, 'used'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const tellEveryMs = 5_000;

export function createUseOut({ node, collector, link, clock, log }: UseOutOptions): UseOut {
  let sending: Promise<void> | undefined;
  let failed = false;

  async function send(): Promise<void> {
    const batch = collector.batch();
    if (batch === undefined) return;
    const { watched, files, dropped, told } = batch;
    try {
      await link.used({ node, watched, files, dropped });
      told();
      failed = false;
    } catch (error) {
      // It stays untold, and is in the next batch.
      if (!failed) log.warn({ error: reasonOf(error) }, 'the server did not take what is in use: trying again');
      failed = true;
    }
  }

  function begin(): void {
    sending ??= send().finally(() => {
      sending = undefined;
    });
  }

  const cancel = clock.every(tellEveryMs, begin);
  return {
    async stop() {
      cancel();
      await sending;
      await send();
      collector.stop();
    },
  };
}
