/**
 * Room for files that must be in memory as a whole, shared by all layers of a scan.
 *
 * in     how many bytes somebody is about to hold
 * out    a buffer for them, as soon as there is room
 * holds  together they hold no more than is allowed, but for one file that is larger than that: it waits until it is alone. Who came first
 *        is served first, and nobody who holds one waits for another: it always goes on
 */
export interface HeldBytes {
  /** Rejects with the signal's reason. */
  take(bytes: number, signal: AbortSignal): Promise<Held>;
}

export interface Held {
  readonly buffer: Buffer;
  /** The memory is given back at once: nothing can be read in the buffer after this. */
  release(): void;
}

interface Waiting {
  readonly bytes: number;
  go(): void;
}

/** One program of the largest size that is held, and half of another. */
const usual = 24 * 1024 * 1024;

export function createHeldBytes(most = usual): HeldBytes {
  const queue: Waiting[] = [];
  let held = 0;

  function next(): void {
    for (let [first] = queue; first !== undefined && (held === 0 || held + first.bytes <= most); [first] = queue) {
      queue.shift();
      held += first.bytes;
      first.go();
    }
  }

  function turn(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        bytes,
        go() {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal.reason);
        next();
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(waiting);
      next();
    });
  }

  return {
    async take(bytes, signal) {
      signal.throwIfAborted();
      await turn(bytes, signal);
      let memory: ArrayBuffer | undefined;
      const giveBack = () => {
        held -= bytes;
        next();
      };
      try {
        const buffer = Buffer.allocUnsafeSlow(bytes);
        memory = buffer.buffer;
        return {
          buffer,
          release() {
            if (memory === undefined) return;
            memory.transfer(0);
            memory = undefined;
            giveBack();
          },
        };
      } catch (error) {
        giveBack();
        throw error;
      }
    },
  };
}
