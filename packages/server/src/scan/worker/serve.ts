/** The worker's own end: takes work from standard input, one piece at a time, until that ends. */
import { writeFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { type Circumstances, failureOf, type Watch, type WorkerCalls } from '../worker.ts';
import { newFileIn } from './process-worker.ts';
import { createLines, type FromWorker, type Hello, mostInline, type ToWorker } from './protocol.ts';

export type Calls = {
  readonly [K in keyof WorkerCalls]: (
    work: WorkerCalls[K]['work'],
    watch: Following,
  ) => Promise<WorkerCalls[K]['result']>;
};

/** Watch as the worker's end has it: somebody always listens. */
export interface Following {
  readonly signal: AbortSignal;
  readonly onProgress: NonNullable<Watch['onProgress']>;
  readonly known: NonNullable<Watch['known']>;
}

export interface Ends {
  readonly input: Readable;
  readonly output: Writable;
}

const progressMs = 200;

/** Resolves when there is no more to do. */
export async function serveWorker({ input, output }: Ends, open: (hello: Hello) => Promise<Calls>): Promise<void> {
  let hello: Hello | undefined;
  let calls: Promise<Calls> | undefined;
  const aborts = new Map<number, AbortController>();
  const answers = new Map<number, (answer: Circumstances) => void>();
  const busy = new Set<Promise<void>>();

  const say = (message: FromWorker) => void output.write(`${JSON.stringify(message)}\n`);

  async function work(n: number, op: keyof WorkerCalls, given: unknown): Promise<void> {
    const abort = new AbortController();
    aborts.set(n, abort);
    let toldAt = 0;
    try {
      const call = (await calls)?.[op] as ((work: unknown, watch: unknown) => Promise<unknown>) | undefined;
      if (call === undefined) throw new Error(`the worker does not know how to ${op}`);
      const result = await call(given, {
        signal: abort.signal,
        onProgress: (progress: Extract<FromWorker, { progress: unknown }>['progress']) => {
          const now = performance.now();
          if (now - toldAt < progressMs && progress.done < progress.total) return;
          toldAt = now;
          say({ n, progress });
        },
        known: (known: Extract<FromWorker, { known: unknown }>['known']) =>
          new Promise<Circumstances>((answered, giveUp) => {
            answers.set(n, answered);
            abort.signal.addEventListener('abort', () => giveUp(abort.signal.reason), { once: true });
            say({ n, known });
          }),
      });
      await tell(n, result);
    } catch (error) {
      say({ n, failure: failureOf(error) });
    } finally {
      aborts.delete(n);
      answers.delete(n);
    }
  }

  async function tell(n: number, result: unknown): Promise<void> {
    const text = JSON.stringify(result) ?? '';
    if (text.length <= mostInline || hello === undefined) return say({ n, result });
    const file = newFileIn(hello.folder);
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    say({ n, file });
  }

  const take = createLines((line) => {
    if (hello === undefined) {
      hello = JSON.parse(line) as Hello;
      calls = open(hello);
      // What fails is told with each call.
      calls.catch(() => {});
      return;
    }
    const message = JSON.parse(line) as ToWorker;
    if ('cancel' in message) aborts.get(message.n)?.abort();
    else if ('answer' in message) answers.get(message.n)?.(message.answer);
    else {
      const piece = work(message.n, message.op, message.work).finally(() => busy.delete(piece));
      busy.add(piece);
    }
  });
  for await (const chunk of input.setEncoding('utf8')) take(chunk as string);
  // Whoever asked is gone: nobody waits for the rest.
  for (const abort of aborts.values()) abort.abort();
  await Promise.allSettled(busy);
}
