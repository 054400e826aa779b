/** An image in a store that has it by digest. */
import type { Platform } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import type { LayerSource, OpenedImage } from '../source.ts';
import { type Content, type StoredManifest, wholeBlob } from './content.ts';
import { CONFIG_MOST, commandsOf, parseConfig } from './image-config.ts';
import type { LayerLimits } from './limits.ts';
import { isLayerType } from './media-type.ts';
import { fitsPlatform, formatPlatform } from './platform.ts';
import { readLayers } from './read-layers.ts';
import { resolveManifest } from './resolve.ts';

export interface ContentImageOptions {
  readonly reference: string;
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  readonly platform: Platform | undefined;
  readonly limits: LayerLimits;
  readonly signal: AbortSignal;
}

/** Closes `content` when it cannot be opened. */
export async function openContent(
  content: Content,
  root: StoredManifest,
  options: ContentImageOptions,
): Promise<OpenedImage> {
  try {
    return await open(content, root, options);
  } catch (error) {
    await content.close();
    throw error;
  }
}

async function open(content: Content, root: StoredManifest, options: ContentImageOptions): Promise<OpenedImage> {
  const { reference, repository, tag, platform, limits, signal } = options;
  const { manifest, digest, indexDigest } = await resolveManifest(content, root, { platform, what: reference, signal });
  refuseArtefact(manifest.config.mediaType, manifest.layers, reference);
  const what = `The configuration of ${reference}`;
  const parsed = parseConfig(await wholeBlob(content, manifest.config, { most: CONFIG_MOST, what, signal }), what);
  if (parsed.diffIds.length !== manifest.layers.length) {
    throw new ScanError(
      'MANIFEST_INVALID',
      `The manifest of ${reference} names ${manifest.layers.length} layers, its configuration ${parsed.diffIds.length}.`,
      { hint: 'Build or push the image again.' },
    );
  }
  if (platform !== undefined && parsed.platform !== undefined && !fitsPlatform(parsed.platform, platform)) {
    throw new ScanError(
      'PLATFORM_NOT_FOUND',
      `${reference} is for ${formatPlatform(parsed.platform)} only, not for ${formatPlatform(platform)}.`,
      {
        hint: `Leave --platform out, or choose ${formatPlatform(parsed.platform)}.`,
      },
    );
  }
  const commands = commandsOf(parsed.history, manifest.layers.length);
  const layers = manifest.layers.map(
    (descriptor, index): LayerSource => ({
      index,
      diffId: parsed.diffIds[index],
      digest: descriptor.digest,
      bytes: descriptor.size,
      mediaType: descriptor.mediaType,
      command: commands[index],
    }),
  );
  return {
    kind: 'image',
    reference,
    repository,
    tag,
    digest,
    indexDigest,
    configDigest: manifest.config.digest,
    platform: parsed.platform,
    createdAt: parsed.createdAt,
    annotations: manifest.annotations ?? {},
    config: parsed.config,
    history: parsed.history,
    layers,
    read: (wanted, reader) =>
      readLayers(wanted, reader, {
        image: reference,
        limits,
        blob: (layer, stop) =>
          content.blob({ digest: layer.digest as NonNullable<typeof layer.digest>, size: layer.bytes }, stop),
      }),
    referrers: (artifactType) => content.referrers({ digest, indexDigest }, artifactType, signal),
    close: () => content.close(),
  };
}

/** Charts, signatures and other things registries keep beside images. */
function refuseArtefact(configType: string, layers: readonly { mediaType: string }[], reference: string): void {
  const isImage = /^application\/vnd\.(?:oci\.image\.config|docker\.container\.image)\./.test(configType);
  if (isImage || (configType === '' && layers.every(({ mediaType }) => mediaType === '' || isLayerType(mediaType))))
    return;
  throw new ScanError(
    'MANIFEST_INVALID',
    `${reference} is no container image but an artefact of type ${JSON.stringify(configType)}.`,
    {
      hint: 'Charts, signatures and other artefacts have no layers to scan. Name an image.',
    },
  );
}
