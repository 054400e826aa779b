import { describe, expect, it } from 'vitest';
import type { Descriptor } from './manifest.ts';
import { OCI_INDEX, OCI_MANIFEST } from './media-type.ts';
import { choosePlatform, fitsPlatform, formatPlatform, hostPlatform, parsePlatform } from './platform.ts';

const digest = (n: number) => `sha256:${String(n).padStart(64, '0')}` as const;
const index = (...platforms: (string | undefined)[]) => ({
  kind: 'index' as const,
  mediaType: OCI_INDEX,
  annotations: undefined,
  manifests: platforms.map((text, at): Descriptor => {
    const [os = '', architecture = '', variant] = text?.split('/') ?? [];
    return {
      mediaType: OCI_MANIFEST,
      digest: digest(at),
      size: 1,
      ...(text === undefined ? {} : { platform: { os, architecture, variant } }),
    };
  }),
});
const chosen = (wanted: string | undefined, ...platforms: (string | undefined)[]) =>
  Number(
    choosePlatform(
      index(...platforms),
      wanted === undefined ? undefined : parsePlatform(wanted),
      'web',
    )[0]?.digest.slice(7),
  );

describe('a platform', () => {
  it.each([
    ['amd64', 'linux/amd64'],
    ['x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['Linux/ARM64/v8', 'linux/arm64'],
    ['linux/arm/v6', 'linux/arm/v6'],
    ['windows/amd64', 'windows/amd64'],
  ])('%s is %s', (text, full) => expect(formatPlatform(parsePlatform(text))).toBe(full));

  it.each(['', '/', 'a/b/c/d', 'linux/amd 64', 'linux/'])('is not %j', (text) => {
    expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: 'REFERENCE_INVALID' }));
  });
});

describe('of an index', () => {
  it.each([
    ['linux/arm64', ['linux/amd64', 'linux/arm64/v8'], 1],
    ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6', 'linux/arm/v7'], 2],
    ['linux/arm/v7', ['linux/arm/v8', 'linux/arm/v6', 'linux/arm/v5'], 1],
    ['linux/arm', ['linux/arm/v6', 'linux/arm/v7'], 1],
    ['linux/amd64', ['linux/amd64/v3', 'linux/amd64'], 1],
    ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v4'], 1],
    ['windows/amd64', ['linux/amd64', 'windows/amd64', 'windows/amd64'], 1],
  ])('%s takes the best of %j', (wanted, platforms, at) => expect(chosen(wanted, ...platforms)).toBe(at));

  it('nothing is taken that does not fit', () => {
    expect(() => chosen('linux/s390x', 'linux/amd64', 'unknown/unknown')).toThrow(/nothing for linux\/s390x/);
    expect(() => chosen('linux/arm/v6', 'linux/arm/v7')).toThrow(
      expect.objectContaining({ code: 'PLATFORM_NOT_FOUND' }),
    );
    expect(() => chosen('linux/amd64')).toThrow(expect.objectContaining({ code: 'PLATFORM_NOT_FOUND' }));
  });

  it('the host’s is taken when none is named, or the only one', () => {
    expect(chosen(undefined, 'linux/s390x', formatPlatform(hostPlatform()))).toBe(1);
    expect(chosen(undefined, 'plan9/mips')).toBe(0);
  });
});

it('fits an image for the same or an older processor', () => {
  const fits = (found: string, wanted: string) => fitsPlatform(parsePlatform(found), parsePlatform(wanted));
  expect([
    fits('linux/amd64', 'linux/amd64'),
    fits('linux/arm/v6', 'linux/arm/v7'),
    fits('linux/arm64/v8', 'linux/arm64'),
  ]).toEqual([true, true, true]);
  expect([
    fits('linux/arm64', 'linux/amd64'),
    fits('linux/arm/v7', 'linux/arm/v6'),
    fits('windows/amd64', 'linux/amd64'),
  ]).toEqual([false, false, false]);
});
