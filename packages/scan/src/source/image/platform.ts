/** Which of an index's manifests is meant. */
import type { Platform } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { type Descriptor, type ImageIndex, platformOf } from './manifest.ts';
import { isIndexType } from './media-type.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = {
  ...{ x64: 'amd64', x86_64: 'amd64', 'x86-64': 'amd64', ia32: '386', i386: '386', i686: '386' },
  ...{ aarch64: 'arm64', armhf: 'arm', armel: 'arm', loong64: 'loong64', ppc64el: 'ppc64le' },
};

/** `linux/arm64/v8`, `arm64`, `linux/amd64`. @throws ScanError REFERENCE_INVALID */
export function parsePlatform(text: string): Platform {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) {
    throw new ScanError('REFERENCE_INVALID', `${JSON.stringify(text.slice(0, 100))} is no platform.`, {
      hint: 'Write it as linux/amd64 or linux/arm/v7.',
    });
  }
  const [first = '', second, third] = parts;
  if (second === undefined) return normal({ os: 'linux', architecture: first, variant: undefined });
  return normal({ os: first, architecture: second, variant: third });
}

/** Of the machine we run on; images for others than Windows are Linux images. */
export function hostPlatform(): Platform {
  const os = process.platform === 'win32' ? 'windows' : 'linux';
  return normal({ os, architecture: process.arch, variant: process.arch === 'arm' ? 'v7' : undefined });
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/**
 * The index entries to look into for a platform, best first: manifests that fit, then indexes whose platform is not said.
 *
 * @param wanted undefined: the host's, or the only one there is
 * @throws ScanError PLATFORM_NOT_FOUND
 */
export function choosePlatform(index: ImageIndex, wanted: Platform | undefined, what: string): readonly Descriptor[] {
  const images = index.manifests.filter(isImage);
  const target = wanted ?? hostPlatform();
  const rated = images
    .map((descriptor) => ({ descriptor, rank: rank(descriptor, normal(target)) }))
    .filter(({ rank }) => rank > 0)
    // Of equals the first counts, as everywhere.
    .sort((a, b) => b.rank - a.rank);
  if (rated.length > 0) return rated.map(({ descriptor }) => descriptor);
  const [only] = images;
  if (wanted === undefined && images.length === 1 && only !== undefined) return [only];
  const there = [
    ...new Set(
      images
        .map(platformOf)
        .filter((platform) => platform !== undefined)
        .map(formatPlatform),
    ),
  ];
  throw new ScanError('PLATFORM_NOT_FOUND', `${what} has nothing for ${formatPlatform(target)}.`, {
    hint:
      there.length === 0
        ? 'It names no platform at all.'
        : `Choose one of those it has with --platform: ${there.slice(0, 20).join(', ')}.`,
  });
}

/** Whether an image that says `found` is what was asked for. */
export function fitsPlatform(found: Platform, wanted: Platform): boolean {
  const [a, b] = [normal(found), normal(wanted)];
  return a.os === b.os && a.architecture === b.architecture && variantRank(a, b) > 0;
}

/** 0: does not fit. */
function rank(descriptor: Descriptor, wanted: Platform): number {
  const found = platformOf(descriptor);
  if (found === undefined) return isIndexType(descriptor.mediaType) ? 1 : 0;
  const platform = normal(found);
  if (platform.os !== wanted.os || platform.architecture !== wanted.architecture) return 0;
  const variant = variantRank(platform, wanted);
  return variant === 0 ? 0 : 10 + variant;
}

/** A processor runs what was made for its own variant or an older one: the newest of those is best. */
function variantRank(found: Platform, wanted: Platform): number {
  if (found.variant === wanted.variant) return 100;
  // Without a word about it, an arm64 is v8, an amd64 v1, and an arm v7.
  const [has, wants] = [level(found), level(wanted)];
  if (Number.isNaN(has) || Number.isNaN(wants)) return 0;
  return has <= wants ? 1 + has : 0;
}

function level({ architecture, variant }: Platform): number {
  const fallback: Readonly<Record<string, string>> = { arm64: 'v8', amd64: 'v1', arm: 'v7' };
  return Number(/^v(\d+)/.exec(variant ?? fallback[architecture] ?? '')?.[1] ?? Number.NaN);
}

function normal({ os, architecture, variant }: Platform): Platform {
  const name = ARCHITECTURES[architecture.toLowerCase()] ?? architecture.toLowerCase();
  const isDefault = (name === 'arm64' && variant === 'v8') || (name === 'amd64' && variant === 'v1');
  return { os: os.toLowerCase(), architecture: name, variant: isDefault ? undefined : variant || undefined };
}

/** Build attestations hang in indexes as manifests of an unknown platform. */
function isImage(descriptor: Descriptor): boolean {
  if (descriptor.platform?.os === 'unknown' || descriptor.platform?.architecture === 'unknown') return false;
  return descriptor.annotations?.['vnd.docker.reference.type'] === undefined;
}
