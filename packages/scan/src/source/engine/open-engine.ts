/**
 * An image a Docker or Podman engine has.
 *
 * in     its name and the engine's socket
 * out    what the engine says of it at once; its layers only when some are wanted, from one export as it goes by
 * holds  an export is read as it comes. Newer engines name layers by their digest, and one pass is enough; older ones tell most
 *        names at the very end, and then the engine is asked a second time rather than the image kept on disk
 */
import type { Platform } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { chooseEntry, cleanPath } from '../archive/docker-archive.ts';
import { smallFile } from '../archive/files.ts';
import { readStream } from '../archive/read-stream.ts';
import { createSpool } from '../archive/spool.ts';
import { hexOf } from '../bytes/digest.ts';
import { commandsOf, epochMs, imageConfig } from '../image/image-config.ts';
import type { LayerLimits } from '../image/limits.ts';
import { MANIFEST_MOST } from '../image/manifest.ts';
import { fitsPlatform, formatPlatform } from '../image/platform.ts';
import { knownAs } from '../reference.ts';
import type { LayerReader, LayerSource, OpenedImage } from '../source.ts';
import { createEngineApi, type EngineApi } from './engine-api.ts';
import { digestsOf, type Inspected, parseInspected, parsePast } from './inspect.ts';
import { CHAIN_BYTES_MOST, createLayerChain, isChainLink } from './layer-chain.ts';

export interface EngineOptions {
  readonly engine: 'docker' | 'podman';
  readonly socket: string;
  readonly reference: string;
  readonly platform: Platform | undefined;
  readonly limits: LayerLimits;
  readonly signal: AbortSignal;
}

const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar';
const TITLES = { docker: 'Docker', podman: 'Podman' } as const;

/** @throws ScanError ENGINE_UNREACHABLE, IMAGE_NOT_FOUND, PLATFORM_NOT_FOUND */
export async function openEngine(name: string, options: EngineOptions): Promise<OpenedImage> {
  const { engine, socket, reference, platform, signal } = options;
  const api = createEngineApi(socket, TITLES[engine]);
  const path = `/images/${name.split('/').map(encodeURIComponent).join('/')}`;
  const json = await api.json(`${path}/json`, signal);
  if (json === undefined) {
    throw new ScanError('IMAGE_NOT_FOUND', `${TITLES[engine]} has no image ${JSON.stringify(name)}.`, {
      hint: `Pull it first: ${engine} pull ${name}. Without “${engine}:” it is read from its registry.`,
    });
  }
  const inspected = parseInspected(json, `${name} in ${TITLES[engine]}`);
  const found = platformIn(inspected);
  if (platform !== undefined && found !== undefined && !fitsPlatform(found, platform)) {
    throw new ScanError(
      'PLATFORM_NOT_FOUND',
      `${TITLES[engine]} has ${name} for ${formatPlatform(found)}, not for ${formatPlatform(platform)}.`,
      {
        hint: `Pull it for that platform: ${engine} pull --platform ${formatPlatform(platform)} ${name}.`,
      },
    );
  }
  const diffIds = (inspected.RootFS?.Layers ?? []) as NonNullable<LayerSource['diffId']>[];
  const history = parsePast(await api.json(`${path}/history`, signal), diffIds.length);
  const commands = commandsOf(history, diffIds.length);
  const called = nameIn(inspected, name);
  return {
    kind: 'image',
    reference,
    repository: called?.repository,
    tag: called?.tag,
    ...digestsOf(inspected, called?.repository ?? name),
    platform: found,
    createdAt: epochMs(inspected.Created),
    annotations: {},
    config: imageConfig(inspected.Config ?? undefined),
    history,
    layers: diffIds.map((diffId, index) => ({
      index,
      diffId,
      digest: undefined,
      // An engine says how large the image is, not the layer: nothing is better than a guess.
      bytes: 0,
      mediaType: LAYER_TYPE,
      command: commands[index],
    })),
    read: (wanted, reader) => readExport(wanted, reader, { api, path, inspected, options }),
    referrers: async () => [],
    close: async () => {},
  };
}

async function readExport(
  wanted: readonly LayerSource[],
  reader: LayerReader,
  { api, path, inspected, options }: { api: EngineApi; path: string; inspected: Inspected; options: EngineOptions },
): Promise<void> {
  const name = `the export of ${options.reference}`;
  const spool = createSpool(name);
  const chain = createLayerChain();
  let told: ReadonlyMap<number, string> | undefined;
  await readStream(wanted, reader, {
    image: options.reference,
    name,
    limits: options.limits,
    open: (signal) => api.stream(`${path}/get`, signal),
    pathsOf: (layer) => (told === undefined ? guesses(layer) : [told.get(layer.index) ?? '']),
    recognise: (at) => (told === undefined ? chain.indexOf(at) : undefined),
    note(at, member) {
      if (told === undefined) spool.note(at, member);
    },
    async pass(at, member, tar) {
      if (told !== undefined) return;
      if (isChainLink(at) && member.bytes <= CHAIN_BYTES_MOST) chain.learn(at, await tar.read(member.bytes));
      else await spool.offer(at, member, tar);
    },
    async learn() {
      if (told !== undefined) return false;
      const manifest = await smallFile(spool.files, 'manifest.json', MANIFEST_MOST);
      const entry = chooseEntry(manifest, undefined, name);
      if (entry.Layers.length !== (inspected.RootFS?.Layers?.length ?? 0)) return false;
      told = new Map(entry.Layers.map((layer, index) => [index, spool.resolve(cleanPath(layer, name)) ?? '']));
      return true;
    },
  });
}

/** Names by digest, as engines since Docker 25 and Podman save them. */
function guesses({ diffId }: LayerSource): readonly string[] {
  if (diffId === undefined) return [];
  const hex = hexOf(diffId);
  return [`blobs/sha256/${hex}`, `${hex}.tar`];
}

function platformIn({ Os, Architecture, Variant }: Inspected): Platform | undefined {
  return Os && Architecture ? { os: Os, architecture: Architecture, variant: Variant || undefined } : undefined;
}

/** The name it was asked for by, in full; by id, the first name it has. */
function nameIn(
  { RepoTags, Id }: Inspected,
  name: string,
): { repository: string; tag: string | undefined } | undefined {
  const isId =
    /^(?:sha256:)?[0-9a-f]{6,64}$/.test(name) && Id.replace('sha256:', '').startsWith(name.replace('sha256:', ''));
  const called = isId ? RepoTags?.[0] : name;
  return knownAs(called);
}
