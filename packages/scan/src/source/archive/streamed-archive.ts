/** A compressed archive: read once for its documents, and once more for its layers. */
import { ScanError } from '../../errors.ts';
import { abortable, type ByteStream } from '../bytes/byte-stream.ts';
import { openContent } from '../image/content-image.ts';
import { CONFIG_MOST } from '../image/image-config.ts';
import { MANIFEST_MOST } from '../image/manifest.ts';
import type { LayerSource, OpenedImage } from '../source.ts';
import { TarError } from '../tar/tar-header.ts';
import { type ArchiveImageOptions, chooseEntry, cleanPath, describeEntry } from './docker-archive.ts';
import { smallFile } from './files.ts';
import { blobPath, openLayout } from './layout.ts';
import { eachMember, readStream } from './read-stream.ts';
import { createSpool, type Spool } from './spool.ts';

export interface ArchiveStream {
  readonly name: string;
  /** From its first byte, as often as it is called. */
  open(): ByteStream;
  close(): Promise<void>;
}

/** Closes the stream when it cannot be opened. */
export async function openStreamedArchive(stream: ArchiveStream, options: ArchiveImageOptions): Promise<OpenedImage> {
  try {
    const spool = createSpool(stream.name);
    await fill(spool, stream, options.signal);
    const { image, paths } = await describe(spool, options);
    const layers = image.layers.map((layer) => ({
      ...layer,
      bytes: layer.bytes || spool.sizeOf(paths[layer.index] ?? ''),
    }));
    return {
      ...image,
      layers,
      read: (wanted, reader) =>
        readStream(wanted, reader, {
          image: options.reference,
          name: stream.name,
          limits: options.limits,
          open: (signal) => abortable(stream.open(), signal),
          pathsOf: (layer) => [spool.resolve(paths[layer.index] ?? '') ?? ''],
        }),
      close: () => stream.close(),
    };
  } catch (error) {
    await stream.close();
    throw error;
  }
}

async function fill(spool: Spool, stream: ArchiveStream, signal: AbortSignal): Promise<void> {
  try {
    await eachMember(abortable(stream.open(), signal), stream.name, async (path, member, tar) => {
      spool.note(path, member);
      await spool.offer(path, member, tar);
      return true;
    });
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    throw new ScanError('ARCHIVE_CORRUPT', `${stream.name} is no sound archive: ${error.message}.`, {
      hint: 'Save the image again.',
      cause: error,
    });
  }
}

async function describe(
  { files }: Spool,
  { reference, name, platform, limits, signal }: ArchiveImageOptions,
): Promise<{ image: OpenedImage; paths: readonly string[] }> {
  if ((await files.find('manifest.json')) === undefined) {
    const layout = await openLayout(files);
    const root = await layout.root(name, signal);
    const options = { reference, repository: undefined, tag: undefined, platform, limits, signal };
    const image = await openContent(layout, root, options);
    return { image, paths: image.layers.map(({ digest }) => (digest === undefined ? '' : blobPath(digest))) };
  }
  const entry = chooseEntry(await smallFile(files, 'manifest.json', MANIFEST_MOST), name, files.name);
  const config = await smallFile(files, cleanPath(entry.Config, files.name), CONFIG_MOST);
  const { image, layers, paths } = describeEntry(entry, config, reference);
  const nothing = { read: unread, referrers: async () => [], close: async () => {} };
  return { image: { ...image, layers, ...nothing }, paths };
}

/** Stands in until whoever has the stream puts his own in its place. */
async function unread(wanted: readonly LayerSource[]): Promise<void> {
  throw new Error(`${wanted.length} layers were asked for before there was anything to read`);
}
