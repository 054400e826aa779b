/** Referrers where a registry keeps no list: an index under a tag made of the digest. Distribution specification, "Referrers Tag Schema". */
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { type Descriptor, parseManifest } from '../image/manifest.ts';
import { OCI_INDEX } from '../image/media-type.ts';
import type { RegistryClient, Repository } from './client.ts';

type Manifests = Pick<RegistryClient, 'manifest' | 'pushManifest'>;

export function referrersTag(digest: Digest): string {
  return digest.replace(':', '-');
}

/** @throws ScanError MANIFEST_INVALID */
export function descriptorsIn(bytes: Buffer, what: string): readonly Descriptor[] {
  const parsed = parseManifest(bytes, OCI_INDEX, `The list of ${what}`);
  return parsed.kind === 'index' ? parsed.manifests : [];
}

export async function referrersByTag(
  client: Manifests,
  repository: Repository,
  digest: Digest,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  try {
    const { bytes } = await client.manifest({ ...repository, tag: referrersTag(digest), digest: undefined }, signal);
    return descriptorsIn(bytes, `referrers of ${digest}`);
  } catch (error) {
    if (error instanceof ScanError && error.code === 'IMAGE_NOT_FOUND') return [];
    throw error;
  }
}

export async function enterByTag(
  client: Manifests,
  repository: Repository,
  subject: Digest,
  entry: Descriptor,
  signal: AbortSignal,
): Promise<void> {
  const before = await referrersByTag(client, repository, subject, signal);
  const manifests = [...before.filter(({ digest }) => digest !== entry.digest), entry];
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
  await client.pushManifest(repository, { bytes, mediaType: OCI_INDEX, tag: referrersTag(subject) }, signal);
}
