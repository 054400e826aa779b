/** One layer: checked, unpacked, and its entries shown to whoever reads it. */
import type { ScanProblem } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { abortable, type ByteStream, counted } from '../bytes/byte-stream.ts';
import { decompressed } from '../bytes/decompress.ts';
import { verified } from '../bytes/digest.ts';
import type { LayerReader, LayerSource, SourceEntry } from '../source.ts';
import { type EntryProblem, layerEntries } from '../tar/layer-entries.ts';
import { TarError } from '../tar/tar-header.ts';
import { chunksOf, TarReader } from '../tar/tar-reader.ts';
import type { LayerLimits } from './limits.ts';

export interface LayerJob {
  readonly layer: LayerSource;
  /** The layer's blob, from its first byte. */
  readonly blob: ByteStream;
  /** The image's reference. */
  readonly image: string;
  readonly reader: LayerReader;
  readonly limits: LayerLimits;
}

/** Problems with single entries that are told one by one. */
const ENTRY_PROBLEMS_MOST = 20;

/** Never rejects for what is wrong with the layer: that goes to `failed`. Rejects when the reader itself does, or the signal is raised. */
export async function readLayer(job: LayerJob): Promise<void> {
  const { layer, reader } = job;
  const what = layerName(layer, job.image);
  const flow: { failure: unknown } = { failure: undefined };
  const entries = watched(entriesOf(job, what), flow);
  try {
    // Without `return`: whoever stops early must not keep us from knowing whether the layer is sound.
    await reader.visit(layer, { [Symbol.asyncIterator]: () => ({ next: () => entries.next() }) });
    for await (const _ of entries) reader.signal.throwIfAborted();
  } catch (error) {
    reader.signal.throwIfAborted();
    if (flow.failure === undefined || !isAboutLayer(flow.failure)) throw error;
    reader.failed(layer, layerProblem(layer, flow.failure, what));
  } finally {
    await entries.return();
  }
}

/** `layer 3 (sha256:0123456789ab…) of docker.io/library/debian:12` */
export function layerName(layer: LayerSource, image: string): string {
  const digest = layer.digest ?? layer.diffId;
  const short = digest === undefined ? '' : ` (${digest.slice(0, digest.indexOf(':') + 13)}…)`;
  return `layer ${layer.index + 1}${short} of ${image}`;
}

export function layerProblem(layer: LayerSource, failure: unknown, what: string): ScanProblem {
  const id = layer.diffId ?? layer.digest;
  if (failure instanceof ScanError) {
    const { code, message } = failure;
    return { code, message: message.includes(what) ? message : `${what}: ${message}`, layer: id, path: undefined };
  }
  if (failure instanceof TarError) {
    const code = failure.kind === 'truncated' ? 'LAYER_TRUNCATED' : 'LAYER_CORRUPT';
    return { code, message: `${what} is no sound archive: ${failure.message}.`, layer: id, path: undefined };
  }
  const why = failure instanceof Error ? failure.message : String(failure);
  return { code: 'SOURCE_UNREADABLE', message: `${what} could not be read: ${why}.`, layer: id, path: undefined };
}

function isAboutLayer(failure: unknown): boolean {
  if (failure instanceof ScanError || failure instanceof TarError) return true;
  // A file or socket that failed; anything else is a mistake of ours and must be seen.
  return failure instanceof Error && 'code' in failure && 'syscall' in failure;
}

async function* entriesOf(job: LayerJob, what: string): AsyncGenerator<SourceEntry> {
  const { layer, reader, limits } = job;
  const isPlain = layer.digest !== undefined && layer.digest === layer.diffId;
  let stream = counted(job.blob, (bytes) => reader.progress?.(layer, bytes));
  if (layer.digest !== undefined) {
    // For an archive's layer, `bytes` is what the archive has and no promise of somebody else's.
    stream = verified(stream, { digest: layer.digest, bytes: layer.bytes, what });
  }
  stream = decompressed(stream, { what, most: limits.unpacked, ratio: limits.ratio, forgetful: true });
  if (layer.diffId !== undefined && !isPlain) {
    stream = verified(stream, { digest: layer.diffId, bytes: undefined, what: `${what}, unpacked,` });
  }
  // What little goes in may come out as very much: somebody who gives up waits for none of it.
  const chunks = abortable(stream, reader.signal)[Symbol.asyncIterator]();
  try {
    let problems = 0;
    const onProblem = (problem: EntryProblem) => {
      problems += 1;
      if (problems <= ENTRY_PROBLEMS_MOST) reader.problem?.(layer, entryProblem(layer, problem, what));
    };
    yield* layerEntries(new TarReader(chunksOf(chunks)), { most: limits.entries, onProblem });
    if (problems > ENTRY_PROBLEMS_MOST) {
      const message = `${what} has ${problems - ENTRY_PROBLEMS_MOST} more entries that were left out.`;
      reader.problem?.(layer, { code: 'PATH_CLIMBS', message, layer: layer.diffId ?? layer.digest, path: undefined });
    }
    // What follows an archive's end is part of the digest.
    while (!(await chunks.next()).done) reader.signal.throwIfAborted();
  } finally {
    await chunks.return?.();
  }
}

function entryProblem(layer: LayerSource, { kind, name }: EntryProblem, what: string): ScanProblem {
  const words: Readonly<Record<EntryProblem['kind'], string>> = {
    climbs: 'has a path that climbs out of the image',
    'link climbs': 'is a hard link to a path that climbs out of the image',
    'too long': 'has a path longer than any system takes',
    'has a zero byte': 'has a path with a zero byte in it',
    'unknown type': 'is of a type no unpacker knows',
  };
  const code = kind === 'climbs' || kind === 'link climbs' ? 'PATH_CLIMBS' : 'LAYER_CORRUPT';
  const message = `${what}: the entry ${JSON.stringify(name)} ${words[kind]}; it was left out.`;
  return { code, message, layer: layer.diffId ?? layer.digest, path: name };
}

/** Remembers what went wrong with the stream itself, whatever the reader makes of it. */
function watched(
  entries: AsyncGenerator<SourceEntry>,
  flow: { failure: unknown },
): AsyncGenerator<SourceEntry, void, undefined> {
  const remember = (error: unknown): never => {
    flow.failure ??= error;
    throw error;
  };
  const remembering = (source: SourceEntry): SourceEntry => ({
    entry: source.entry,
    read: (most, into) => source.read(most, into).catch(remember),
    async *chunks() {
      try {
        yield* source.chunks();
      } catch (error) {
        remember(error);
      }
    },
  });
  return (async function* () {
    try {
      for await (const source of entries) yield remembering(source);
    } catch (error) {
      remember(error);
    }
  })();
}
