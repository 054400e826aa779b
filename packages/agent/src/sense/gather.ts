/**
 * Reads a stream that may bring a thousand small pieces a second.
 *
 * in     a readable stream
 * out    its bytes in order: at once while it is quiet, gathered for a moment while it is busy
 * holds  nothing waits longer than GATHER_MS; a full piece is followed by the next at once, so that the writer is never held up
 *
 * Each piece costs a wake-up, a buffer of 64 KiB and a walk through the stream's machinery: at a thousand a second more than
 * what is in them.
 */
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';

const GATHER_MS = 25;
const FULL_BYTES = 32 * 1024;

export interface GatherOptions {
  readonly from: Readable;
  readonly clock: Clock;
  readonly push: (chunk: Buffer) => void;
}

export function readGathered({ from, clock, push }: GatherOptions): void {
  let lastAt = Number.NEGATIVE_INFINITY;
  from.on('data', (chunk: Buffer) => {
    const now = clock.now();
    const isBusy = now - lastAt <= GATHER_MS;
    lastAt = now;
    if (isBusy && chunk.length < FULL_BYTES) {
      from.pause();
      clock.after(GATHER_MS, () => {
        lastAt = clock.now();
        from.resume();
      });
    }
    push(chunk);
  });
}
