import type { Image } from '@plimsoll/core';

/** `pkg:oci/web@sha256:…?repository_url=registry.example/shop/web&tag=1.4`; undefined for what has no digest or repository. */
export function imagePurl({ repository, digest, tag, platform }: Image): string | undefined {
  if (repository === undefined || digest === undefined) return undefined;
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
  const qualifiers = [
    ['arch', platform?.architecture],
    ['repository_url', repository],
    ['tag', tag],
  ].flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${encodeURIComponent(value).replaceAll('%2F', '/')}`],
  );
  return `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}?${qualifiers.join('&')}`;
}

export interface SbomTool {
  readonly name: string;
  readonly version: string;
}

export const defaultTool: SbomTool = { name: 'plimsoll', version: '0.1.0' };

/** Whole seconds: SPDX allows no others. */
export function isoTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, -5)}Z`;
}
