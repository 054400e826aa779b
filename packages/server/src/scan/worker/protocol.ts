/**
 * What server and worker say to each other: one JSON value a line, down standard input and up standard output.
 *
 * in     a request with a number; answers to what the worker asks in between
 * out    progress, at most one question, then a result or a failure, each with the request's number
 * holds  secrets go down standard input only; what is large goes through a file in the folder both know, which the reader deletes
 */
import type { ScanProgress } from '@plimsoll/api';
import type { Circumstances, KnownImage, WorkerCalls, WorkerFailure } from '../worker.ts';

/** The first line. */
export interface Hello {
  /** Facts, the salt of fingerprints, and files on their way. */
  readonly folder: string;
  readonly advisories: string;
  /** Where people put VEX documents; it need not be there. */
  readonly vex: string;
  /** Where people put the keys of whom they trust; it need not be there. */
  readonly trust: string;
  readonly dockerSocket: string | undefined;
}

export type ToWorker =
  | { readonly n: number; readonly op: keyof WorkerCalls; readonly work: unknown }
  | { readonly n: number; readonly answer: Circumstances }
  | { readonly n: number; readonly cancel: true };

export type FromWorker =
  | { readonly n: number; readonly progress: ScanProgress }
  | { readonly n: number; readonly known: KnownImage }
  | { readonly n: number; readonly result: unknown }
  /** JSON of the result, or nothing at all for undefined. */
  | { readonly n: number; readonly file: string }
  | { readonly n: number; readonly failure: WorkerFailure };

/** A line beyond this is not one of ours. */
export const mostLine = 512 * 1024 * 1024;
/** A result beyond this goes through a file. */
export const mostInline = 64 * 1024;

/** Splits a stream into lines; `line` is called for each whole one. */
export function createLines(line: (text: string) => void): (chunk: string) => void {
  let rest: string[] = [];
  let length = 0;
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      rest.push(chunk.slice(from, end));
      const text = rest.join('');
      rest = [];
      length = 0;
      from = end + 1;
      if (text !== '') line(text);
    }
    const tail = chunk.slice(from);
    length += tail.length;
    if (length > mostLine) throw new RangeError('a line of the worker does not end');
    if (tail !== '') rest.push(tail);
  };
}
