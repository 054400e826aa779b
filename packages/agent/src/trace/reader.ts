/** Reads a trace file: the header, then chunks of frames. Says clearly what is wrong with a file that is none. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AgentError, reasonOf } from '../errors.ts';
import { HEADER_LIMIT_BYTES, TRACE_FORMAT, TraceHeader } from './format.ts';

export interface OpenTrace {
  readonly header: TraceHeader;
  /** What follows the header. Throws AgentError TRACE_BROKEN where the file breaks off. */
  readonly chunks: AsyncIterable<Buffer>;
}

const NEWLINE = 10;

export async function openTrace(path: string): Promise<OpenTrace> {
  const bytes = readable(path, await isGzip(path))[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const next = async () => {
    try {
      return await bytes.next();
    } catch (error) {
      throw broken(path, error);
    }
  };
  try {
    const { line, rest } = await readLine(path, next);
    return { header: parseHeader(path, line), chunks: chunksAfter(rest, next) };
  } catch (error) {
    await bytes.return?.();
    throw error;
  }
}

type Next = () => Promise<IteratorResult<Buffer>>;

async function readLine(path: string, next: Next): Promise<{ readonly line: string; readonly rest: Buffer }> {
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    const { done, value } = await next();
    if (done) throw notATrace(path, 'it has no header line');
    head = Buffer.concat([head, value]);
    const end = head.indexOf(NEWLINE);
    if (end !== -1) return { line: head.toString('utf8', 0, end), rest: head.subarray(end + 1) };
    if (head.length > HEADER_LIMIT_BYTES) throw notATrace(path, 'its first line is over 1 MiB');
  }
}

async function* chunksAfter(first: Buffer, next: Next): AsyncIterable<Buffer> {
  yield first;
  for (let chunk = await next(); !chunk.done; chunk = await next()) yield chunk.value;
}

function readable(path: string, gzip: boolean): Readable {
  const file = createReadStream(path);
  if (!gzip) return file;
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

async function isGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new AgentError('TRACE_UNREADABLE', `The trace ${path} cannot be read: ${reasonOf(error)}.`, {
      hint: 'Check the path and your rights to it.',
      cause: error,
    });
  }
}

function parseHeader(path: string, line: string): TraceHeader {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw notATrace(path, 'its first line is not JSON', error);
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format !== 'string' || !format.startsWith('plimsoll-trace/'))
    throw notATrace(path, 'its first line names no format');
  if (format !== TRACE_FORMAT) {
    throw new AgentError(
      'TRACE_VERSION_UNKNOWN',
      `The trace ${path} is of format ${format}; this version reads ${TRACE_FORMAT}.`,
      {
        hint: 'Use the version of Plimsoll that recorded it, or a newer one.',
      },
    );
  }
  const header = TraceHeader.safeParse(json);
  if (!header.success) throw notATrace(path, 'its header lacks what it needs', header.error);
  return header.data;
}

function notATrace(path: string, why: string, cause?: unknown): AgentError {
  return new AgentError('TRACE_NOT_A_TRACE', `${path} is not a trace: ${why}.`, {
    hint: 'Traces are made with: plimsoll record FILE',
    cause,
  });
}

function broken(path: string, cause: unknown): AgentError {
  return new AgentError('TRACE_BROKEN', `The trace ${path} breaks off: ${reasonOf(cause)}.`, {
    hint: 'Copy or record it again; what came before the break was replayed.',
    cause,
  });
}
