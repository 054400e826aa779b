/** An ecosystem's `all.zip`: one JSON file a record. */
import { ScanError } from '../../errors.ts';
import { normaliseOsv, type OsvOptions } from '../record/osv-record.ts';
import type { FeedReader, FeedSink } from './feed.ts';
import { ZipError, zipEntries } from './zip-entries.ts';

/** npm, the largest in 2026, has about 250,000 records and 1 GB unpacked. */
const zipLimits = { entries: 2_000_000, entryBytes: 32 << 20, totalBytes: 16 * 1024 ** 3 };

export function osvReader(options: OsvOptions): FeedReader {
  return async ({ file, where, sink }) => {
    try {
      for (const { name, bytes } of zipEntries(file, zipLimits)) {
        if (!name.endsWith('.json')) continue;
        takeOsvRecord(bytes, { name, sink, options });
        await sink.breathe();
      }
    } catch (cause) {
      if (!(cause instanceof ZipError)) throw cause;
      throw new ScanError('FEED_INVALID', `${where} cannot be read: ${cause.message}`, {
        hint: 'Run the update again; if it stays so, the feed or its mirror is damaged.',
        cause,
      });
    }
  };
}

export function takeOsvRecord(
  bytes: Buffer,
  {
    name,
    sink,
    options,
  }: { name: string; sink: Pick<FeedSink, 'record' | 'leftOut' | 'invalid'>; options: OsvOptions },
): void {
  const json = parseJson(bytes);
  const normalised = json === undefined ? { invalid: 'it is no JSON' } : normaliseOsv(json, options);
  if ('record' in normalised) sink.record(normalised.record);
  else if ('leftOut' in normalised) sink.leftOut(normalised.id, normalised.leftOut);
  else sink.invalid(name, normalised.invalid);
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Told by the caller, which knows the name of what it is.
    return undefined;
  }
}
