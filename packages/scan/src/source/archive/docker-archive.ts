/** What `docker save` writes: manifest.json names a configuration and layers by their paths in the archive. */
import type { Digest, Platform } from '@plimsoll/core';
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { digestOf, isDigest } from '../bytes/digest.ts';
import { CONFIG_MOST, commandsOf, type ParsedConfig, parseConfig } from '../image/image-config.ts';
import type { LayerLimits } from '../image/limits.ts';
import { MANIFEST_MOST } from '../image/manifest.ts';
import { readLayers } from '../image/read-layers.ts';
import { knownAs } from '../reference.ts';
import type { LayerSource, OpenedImage } from '../source.ts';
import { entryPath } from '../tar/entry-path.ts';
import { type Files, smallFile } from './files.ts';

const Entries = z
  .array(
    z.object({
      Config: z.string(),
      RepoTags: z.array(z.string()).nullish(),
      Layers: z.array(z.string()).max(1_000),
    }),
  )
  .max(1_000);
export type ArchiveEntry = z.infer<typeof Entries>[number];

const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar';

export interface ArchiveImageOptions {
  readonly reference: string;
  /** A name in the archive; undefined for the only image there is. */
  readonly name: string | undefined;
  readonly platform: Platform | undefined;
  readonly limits: LayerLimits;
  readonly signal: AbortSignal;
}

/** Closes `files` when it cannot be opened. */
export async function openDockerArchive(files: Files, options: ArchiveImageOptions): Promise<OpenedImage> {
  try {
    const entry = chooseEntry(await smallFile(files, 'manifest.json', MANIFEST_MOST), options.name, files.name);
    const config = await smallFile(files, cleanPath(entry.Config, files.name), CONFIG_MOST);
    const described = describeEntry(entry, config, options.reference);
    const sizes = await Promise.all(described.paths.map(async (path) => (await files.find(path))?.bytes ?? 0));
    const layers = described.layers.map((layer, index) => ({ ...layer, bytes: sizes[index] ?? 0 }));
    return {
      ...described.image,
      layers,
      read: (wanted, reader) =>
        readLayers(wanted, reader, {
          image: options.reference,
          limits: options.limits,
          blob: (layer) => layerBytes(files, described.paths[layer.index] ?? ''),
        }),
      referrers: async () => [],
      close: () => files.close(),
    };
  } catch (error) {
    await files.close();
    throw error;
  }
}

export interface DescribedEntry {
  readonly image: Omit<OpenedImage, 'layers' | 'read' | 'referrers' | 'close'>;
  /** Without their sizes. */
  readonly layers: readonly LayerSource[];
  /** Of the layers, in the archive. */
  readonly paths: readonly string[];
}

/** @throws ScanError MANIFEST_INVALID */
export function describeEntry(entry: ArchiveEntry, configBytes: Buffer, reference: string): DescribedEntry {
  const config: ParsedConfig = parseConfig(configBytes, `The configuration of ${reference}`);
  const paths = entry.Layers.map((path) => cleanPath(path, reference));
  if (paths.length !== config.diffIds.length) {
    throw new ScanError(
      'MANIFEST_INVALID',
      `${reference} has ${paths.length} layers, its configuration names ${config.diffIds.length}.`,
      {
        hint: 'Save the image again.',
      },
    );
  }
  const commands = commandsOf(config.history, paths.length);
  const name = knownAs(entry.RepoTags?.[0]);
  return {
    image: {
      kind: 'image',
      reference,
      repository: name?.repository,
      tag: name?.tag,
      digest: undefined,
      indexDigest: undefined,
      configDigest: digestOf(configBytes),
      platform: config.platform,
      createdAt: config.createdAt,
      annotations: {},
      config: config.config,
      history: config.history,
    },
    layers: paths.map((path, index) => ({
      index,
      diffId: config.diffIds[index],
      digest: digestInPath(path),
      bytes: 0,
      mediaType: LAYER_TYPE,
      command: commands[index],
    })),
    paths,
  };
}

/** @throws ScanError MANIFEST_INVALID, IMAGE_NOT_FOUND */
export function chooseEntry(manifest: Buffer, name: string | undefined, where: string): ArchiveEntry {
  const entries = parseEntries(manifest, where);
  const isNamed = ({ RepoTags, Config }: ArchiveEntry) =>
    RepoTags?.some(
      (tag) => tag === name || tag === `${name}:latest` || tag.endsWith(`/${name}`) || tag.endsWith(`:${name}`),
    ) ||
    (name !== undefined && Config.includes(name.replace('sha256:', '')) && name.length >= 12);
  const chosen = name === undefined ? entries : entries.filter(isNamed);
  const [only] = chosen;
  if (only !== undefined && (chosen.length === 1 || name !== undefined)) return only;
  const names = entries.flatMap(({ RepoTags, Config }) => RepoTags?.[0] ?? Config).slice(0, 20);
  const message =
    only === undefined ? `${where} has no image ${name ?? 'in it'}.` : `${where} has ${entries.length} images.`;
  throw new ScanError('IMAGE_NOT_FOUND', message, { hint: `Name one of: ${names.join(', ')}.` });
}

function parseEntries(manifest: Buffer, where: string): readonly ArchiveEntry[] {
  try {
    return Entries.parse(JSON.parse(manifest.toString()));
  } catch (cause) {
    throw new ScanError('MANIFEST_INVALID', `manifest.json in ${where} is not what docker save writes.`, {
      hint: 'Save the image again.',
      cause,
    });
  }
}

export function cleanPath(path: string, where: string): string {
  const clean = entryPath(path);
  if ('path' in clean && clean.path !== '') return clean.path;
  throw new ScanError(
    'PATH_CLIMBS',
    `manifest.json in ${where} names the path ${JSON.stringify(path.slice(0, 200))}.`,
    {
      hint: 'No engine saves such a path. Do not trust this archive.',
    },
  );
}

/** Newer engines save layers as a layout's blobs, by the digest of what is there. */
function digestInPath(path: string): Digest | undefined {
  const found = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/.exec(path);
  const digest = `${found?.[1]}:${found?.[2]}`;
  return isDigest(digest) ? digest : undefined;
}

async function* layerBytes(files: Files, path: string) {
  const found = await files.find(path);
  if (found === undefined) {
    throw new ScanError('SOURCE_UNREADABLE', `${files.name} has no file ${path}.`, { hint: 'Save the image again.' });
  }
  yield* found.stream();
}
