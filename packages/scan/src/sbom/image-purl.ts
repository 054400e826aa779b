import type { Image } from '@plimsoll/core';
import { PackageURL } from 'packageurl-js';

/**
 * `pkg:oci/web@sha256:…?repository_url=registry.example%2Fshop%2Fweb&tag=1.4`; undefined for what has no digest or repository.
 * https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md
 */
export function imagePurl({
  repository,
  digest,
  tag,
  platform,
}: Pick<Image, 'repository' | 'digest' | 'tag' | 'platform'>): string | undefined {
  if (repository === undefined || digest === undefined) return undefined;
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
  const qualifiers: Record<string, string> = { repository_url: repository.toLowerCase() };
  if (tag !== undefined) qualifiers.tag = tag;
  if (platform !== undefined) qualifiers.arch = platform.architecture;
  return new PackageURL('oci', undefined, name, digest, qualifiers, undefined).toString();
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
