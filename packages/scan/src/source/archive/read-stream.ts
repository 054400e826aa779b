/**
 * Layers of an archive that can only be read from its beginning, as an engine's answer or a compressed file.
 *
 * in     a way to begin anew, and where layers are thought to be
 * out    each layer as it goes by
 * holds  what goes by is either read at once or let go: memory stays the same however large the image is, and nothing is written to disk.
 *        What could not be placed in one pass (its name is told only at the end, or it stands for two layers) is read in another
 */
import { ScanError } from '../../errors.ts';
import type { ByteStream } from '../bytes/byte-stream.ts';
import { decompressed } from '../bytes/decompress.ts';
import type { LayerLimits } from '../image/limits.ts';
import { layerName, layerProblem, readLayer } from '../image/read-layer.ts';
import type { LayerReader, LayerSource } from '../source.ts';
import { entryPath } from '../tar/entry-path.ts';
import { TarError } from '../tar/tar-header.ts';
import { chunksOf, type TarMember, TarReader } from '../tar/tar-reader.ts';

export interface StreamJob {
  readonly image: string;
  /** As an error message names the archive. */
  readonly name: string;
  readonly limits: LayerLimits;
  open(signal: AbortSignal): ByteStream;
  /** Paths a layer may be found under. */
  pathsOf(layer: LayerSource): readonly string[];
  /** Index of a layer whose path is recognised by what went by before it. */
  recognise?(path: string): number | undefined;
  /** Told of everything that goes by. */
  note?(path: string, member: TarMember): void;
  /** Given what is no wanted layer. */
  pass?(path: string, member: TarMember, tar: TarReader): Promise<void>;
  /** After a pass that left layers over. @returns whether `pathsOf` knows more now */
  learn?(): Promise<boolean>;
}

/** An archive of layers may be as large as all of them. */
const ARCHIVE_MOST = 1024 ** 4;

export async function readStream(wanted: readonly LayerSource[], reader: LayerReader, job: StreamJob): Promise<void> {
  const left = new Set(wanted);
  for (;;) {
    const before = left.size;
    if (before === 0) return;
    let failure: unknown;
    try {
      await onePass(left, reader, job);
    } catch (error) {
      reader.signal.throwIfAborted();
      if (!(error instanceof ScanError || error instanceof TarError || isSocketError(error))) throw error;
      failure = error;
    }
    const knowsMore = failure === undefined && left.size > 0 && (await job.learn?.()) === true;
    if (left.size === 0) return;
    if (failure === undefined && (knowsMore || left.size < before)) continue;
    for (const layer of left) {
      const what = layerName(layer, job.image);
      reader.failed(layer, layerProblem(layer, failure ?? missing(job.name, what), what));
    }
    return;
  }
}

/** Every member of an archive; `each` says whether to go on. */
export async function eachMember(
  stream: ByteStream,
  what: string,
  each: (path: string, member: TarMember, tar: TarReader) => Promise<boolean>,
): Promise<void> {
  const chunks = decompressed(stream, { what, most: ARCHIVE_MOST, ratio: 5_000 })[Symbol.asyncIterator]();
  try {
    const tar = new TarReader(chunksOf(chunks));
    for (;;) {
      const member = await tar.next();
      if (member === undefined) return;
      const clean = entryPath(member.name);
      if ('path' in clean && !(await each(clean.path, member, tar))) return;
    }
  } finally {
    await chunks.return?.();
  }
}

async function onePass(left: Set<LayerSource>, reader: LayerReader, job: StreamJob): Promise<void> {
  const byPath = new Map<string, LayerSource[]>();
  for (const layer of left) {
    for (const path of job.pathsOf(layer)) byPath.set(path, [...(byPath.get(path) ?? []), layer]);
  }
  const recognised = (path: string) => {
    const index = job.recognise?.(path);
    return index === undefined ? undefined : [...left].find((layer) => layer.index === index);
  };
  await eachMember(job.open(reader.signal), job.name, async (path, member, tar) => {
    reader.signal.throwIfAborted();
    job.note?.(path, member);
    const isFile = member.type === 0 || member.type === 0x30;
    const layer = isFile ? (byPath.get(path)?.find((one) => left.has(one)) ?? recognised(path)) : undefined;
    if (layer === undefined) await job.pass?.(path, member, tar);
    else {
      left.delete(layer);
      await readLayer({ layer, blob: tar.body(), image: job.image, reader, limits: job.limits });
    }
    return left.size > 0;
  });
}

function missing(name: string, what: string): ScanError {
  return new ScanError('SOURCE_UNREADABLE', `${name} does not have ${what}.`, {
    hint: 'Pull or save the image again.',
  });
}

function isSocketError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
