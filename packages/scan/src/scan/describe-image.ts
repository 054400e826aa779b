/** The head of a report. */
import type { BaseImage, EpochMs, Image, Layer, OperatingSystem } from '@plimsoll/core';
import { originOf } from '../facts/base-image.ts';
import type { StoredImage } from './scanner.ts';

export function describeImage(
  stored: StoredImage,
  { base, os }: { readonly base: BaseImage | undefined; readonly os: OperatingSystem | undefined },
): Image {
  const { reference, repository, tag, digest, platform, config } = stored;
  return {
    reference,
    repository,
    tag,
    digest,
    platform,
    createdAt: stored.createdAt as EpochMs | undefined,
    bytes: stored.layers.reduce((sum, { bytes }) => sum + bytes, 0),
    config,
    layers: stored.layers.flatMap(({ index, diffId, digest, bytes, command }): Layer[] =>
      diffId === undefined ? [] : [{ index, diffId, digest, bytes, command, origin: originOf(index, base) }],
    ),
    os,
    base,
  };
}
