/**
 * What `plimsoll up` says while it runs.
 *
 * in     notices of the host
 * out    one plain line each; on a terminal also one status line at the bottom that is redrawn in place
 * holds  without sight the status says blind, whatever else is true
 */
import type { Notice } from '@plimsoll/host';
import type { Context, Output } from '../context.ts';
import { noticeLines } from './notice-lines.ts';
import { createStatusLine } from './status-line.ts';

export interface Narrator {
  readonly tell: (notice: Notice) => void;
  /** Resolves when everything told is written. */
  end(): Promise<void>;
}

export function createNarrator({ out, now }: { out: Output; now: Context['now'] }): Narrator {
  const status = out.isTTY ? createStatusLine() : undefined;
  let queue: Promise<void> = Promise.resolve();
  // Writes are queued one after the other; a reader that went away, or a full disk, is no reason to stop watching.
  const write = (text: string) => {
    queue = queue.then(() => out.write(text)).catch(() => {});
  };
  return {
    tell(notice) {
      const lines = noticeLines(notice, out);
      status?.learn(notice);
      const text = lines.map((line) => `${line}\n`).join('');
      if (status === undefined) {
        if (text !== '') write(text);
        return;
      }
      // Carriage return and erase to end of line (ECMA-48 EL): the status gives way to lines that stay.
      const drawn = notice.kind === 'stopped' ? '' : status.draw(out, now());
      write(`\r\u001b[K${text}${drawn}`);
    },
    async end() {
      await queue;
    },
  };
}
