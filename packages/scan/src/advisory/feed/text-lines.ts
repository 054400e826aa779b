import { createReadStream } from 'node:fs';
import { pipeline, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';

export interface LineLimits {
  readonly lineChars: number;
  readonly totalBytes: number;
}

/** The file is not what it should be; the caller knows which file it is. */
export class LineError extends Error {
  override readonly name = 'LineError';
}

/** Lines of a text file, gzip or not by its first bytes, without their ends. @throws LineError */
export async function* textLines(
  file: string,
  limits: LineLimits & { readonly gzip: boolean },
): AsyncGenerator<readonly string[]> {
  const source = createReadStream(file, { highWaterMark: 64 * 1024 });
  const counted = limitOf(limits.totalBytes);
  // Whichever part fails destroys the others; reading from the last one tells why.
  const ignore = () => {};
  const text = limits.gzip ? pipeline(source, createGunzip(), counted, ignore) : pipeline(source, counted, ignore);
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > limits.lineChars) throw new LineError(`a line has more than ${limits.lineChars} characters`);
      yield lines.map(withoutReturn);
    }
  } catch (cause) {
    if (cause instanceof LineError) throw cause;
    throw new LineError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  rest += decoder.decode();
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function limitOf(mostBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      seen += chunk.length;
      if (seen > mostBytes) done(new LineError(`it has more than ${mostBytes} bytes unpacked`));
      else done(null, chunk);
    },
  });
}
