/**
 * Room for files that must be in memory as a whole, shared by all layers of a scan.
 *
 * in     how many bytes somebody is about to hold
 * out    a buffer for them, as soon as there is room
 * holds  together they hold no more than is allowed, but for one file that is larger than that: it waits until it is alone. Who came first
 *        is served first, and nobody who holds one waits for another: it always goes on
 */
import { keepYoungFew } from '../source/bytes/young-garbage.ts';

export interface HeldBytes {
  /** Rejects with the signal's reason. */
  take(bytes: number, signal: AbortSignal): Promise<Held>;
  /** Nobody holds anything any more: the memory is given back. */
  close(): void;
}

export interface Held {
  readonly buffer: Buffer;
  /** Others may be put in its place: nothing is to be read there after this. */
  release(): void;
}

/** Of the room; what is larger than that begins at 0 and has no other beside it. */
interface Part {
  readonly at: number;
  readonly end: number;
}

interface Waiting {
  readonly bytes: number;
  go(part: Part): void;
}

/** A program of the largest size that is held. */
const usual = 16 * 1024 * 1024;
/** From here on the C library takes memory from the system for this alone, and gives it back at once when it is let go. */
const ownMapping = 32 * 1024 * 1024 + 1;

export function createHeldBytes(most = usual): HeldBytes {
  const queue: Waiting[] = [];
  /** In the order they lie. */
  let parts: readonly Part[] = [];
  /** One for the whole scan: made anew for each file it would cost a fifth of the time, in pages and in collections. */
  let room: Buffer<ArrayBuffer> | undefined;

  function placeFor(bytes: number): Part | undefined {
    if (bytes > most) return parts.length === 0 ? { at: 0, end: bytes } : undefined;
    let at = 0;
    for (const part of parts) {
      if (part.at - at >= bytes) break;
      at = part.end;
    }
    return at + bytes <= most ? { at, end: at + bytes } : undefined;
  }

  function next(): void {
    for (let [first] = queue; first !== undefined; [first] = queue) {
      const part = placeFor(first.bytes);
      if (part === undefined) return;
      queue.shift();
      parts = [...parts, part].sort((a, b) => a.at - b.at);
      first.go(part);
    }
  }

  function turn(bytes: number, signal: AbortSignal): Promise<Part> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal.reason);
        next();
      };
      const waiting: Waiting = {
        bytes,
        go(part) {
          signal.removeEventListener('abort', leave);
          resolve(part);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(waiting);
      next();
    });
  }

  function close(): void {
    room?.buffer.transfer(0);
    room = undefined;
  }

  return {
    async take(bytes, signal) {
      signal.throwIfAborted();
      const part = await turn(bytes, signal);
      let isHeld = true;
      const release = (own?: ArrayBuffer) => {
        if (!isHeld) return;
        isHeld = false;
        own?.transfer(0);
        parts = parts.filter((each) => each !== part);
        next();
      };
      try {
        if (bytes <= most) {
          room ??= Buffer.allocUnsafeSlow(most);
          return { buffer: room.subarray(part.at, part.end), release: () => release() };
        }
        // It is alone: what was held before goes first, and what it does not need is let go.
        close();
        keepYoungFew();
        const own = Buffer.allocUnsafeSlow(Math.max(bytes, ownMapping));
        return { buffer: own.subarray(0, bytes), release: () => release(own.buffer) };
      } catch (error) {
        release();
        throw error;
      }
    },
    close,
  };
}
