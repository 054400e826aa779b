/** Red Hat's VEX documents: an archive of all of them (tar, zstd), or a folder of a mirror with single files. */
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import tar from 'tar-stream';
import { ScanError } from '../../errors.ts';
import { normaliseCsaf } from '../record/csaf-record.ts';
import type { VectorReader } from '../record/severity.ts';
import type { FeedReader, FeedSink } from './feed.ts';
import { parseJson } from './read-osv.ts';

const most = { documentBytes: 64 << 20, totalBytes: 64 * 1024 ** 3, documents: 1_000_000 };

export function csafReader(vectors: VectorReader): FeedReader {
  return async ({ file, where, sink }) => {
    const take = (bytes: Buffer, name: string) => takeDocument(bytes, { name, sink, vectors });
    if (statSync(file).isDirectory()) return readFolder(file, take, sink);
    try {
      await readArchive(file, take, sink);
    } catch (cause) {
      if (cause instanceof ScanError) throw cause;
      throw new ScanError(
        'FEED_INVALID',
        `${where} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
        {
          hint: 'It is a tar archive of CSAF documents, compressed with zstd. Run the update again.',
          cause,
        },
      );
    }
  };
}

type Take = (bytes: Buffer, name: string) => void;

async function readFolder(folder: string, take: Take, sink: FeedSink): Promise<void> {
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.json')) continue;
    const file = join(folder, name);
    if (statSync(file).size > most.documentBytes) sink.invalid(name, 'it is too large');
    else take(readFileSync(file), name);
    await sink.breathe();
  }
}

async function readArchive(file: string, take: Take, sink: FeedSink): Promise<void> {
  const entries = tar.extract();
  // Its failure destroys the last part, and reading from that tells why.
  pipeline(createReadStream(file), createZstdDecompress(), entries, () => {});
  let [total, count] = [0, 0];
  for await (const entry of entries) {
    const { name, size = 0, type } = entry.header;
    total += size;
    if (++count > most.documents || total > most.totalBytes) throw new Error('it holds more than is read');
    if (type !== 'file' || !name.endsWith('.json') || size > most.documentBytes) {
      if (type === 'file' && name.endsWith('.json')) sink.invalid(name.slice(0, 200), 'it is too large');
      entry.resume();
      continue;
    }
    const pieces: Buffer[] = [];
    for await (const piece of entry as AsyncIterable<Buffer>) pieces.push(piece);
    take(Buffer.concat(pieces), name.slice(0, 200));
    await sink.breathe();
  }
}

function takeDocument(
  bytes: Buffer,
  { name, sink, vectors }: { name: string; sink: FeedSink; vectors: VectorReader },
): void {
  const json = parseJson(bytes);
  const normalised = json === undefined ? { invalid: 'it is no JSON' } : normaliseCsaf(json, vectors);
  if ('record' in normalised) sink.record(normalised.record);
  else if ('leftOut' in normalised) sink.leftOut(normalised.id, normalised.leftOut);
  else sink.invalid(name, normalised.invalid);
}
