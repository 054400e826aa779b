/** From a manifest or index to the one manifest that is meant. */
import type { Digest, Platform } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import type { Content, StoredManifest } from './content.ts';
import { type ImageManifest, parseManifest } from './manifest.ts';
import { choosePlatform } from './platform.ts';

export interface Resolved {
  readonly manifest: ImageManifest;
  readonly digest: Digest;
  /** The outermost. */
  readonly indexDigest: Digest | undefined;
  readonly bytes: number;
}

const DEPTH_MOST = 4;
const DOCUMENTS_MOST = 64;

/**
 * @param what the image's reference
 * @throws ScanError INDEX_TOO_DEEP, PLATFORM_NOT_FOUND, MANIFEST_INVALID
 */
export async function resolveManifest(
  content: Content,
  root: StoredManifest,
  { platform, what, signal }: { platform: Platform | undefined; what: string; signal: AbortSignal },
): Promise<Resolved> {
  const seen = new Set<Digest>();
  const search = async (stored: StoredManifest, depth: number): Promise<Resolved | ScanError> => {
    const name = depth === 0 ? `The manifest of ${what}` : `The manifest ${stored.digest} of ${what}`;
    const parsed = parseManifest(stored.bytes, stored.mediaType, name);
    if (parsed.kind === 'manifest') {
      const indexDigest = depth === 0 ? undefined : root.digest;
      return { manifest: parsed, digest: stored.digest, indexDigest, bytes: stored.bytes.length };
    }
    if (depth >= DEPTH_MOST) throw tooDeep(`The index of ${what} has indexes in it more than ${DEPTH_MOST} deep.`);
    seen.add(stored.digest);
    let missing: ScanError | undefined;
    for (const descriptor of candidates(
      () => choosePlatform(parsed, platform, what),
      (error) => (missing = error),
    )) {
      if (seen.has(descriptor.digest)) throw tooDeep(`The index of ${what} contains itself (${descriptor.digest}).`);
      if (seen.size >= DOCUMENTS_MOST)
        throw tooDeep(`The index of ${what} leads to more than ${DOCUMENTS_MOST} others.`);
      const next = await content.manifest(descriptor, signal);
      const found = await search({ ...next, mediaType: next.mediaType || descriptor.mediaType }, depth + 1);
      if (!(found instanceof ScanError)) return found;
      missing = found;
    }
    return missing ?? nothing(what);
  };
  const found = await search(root, 0);
  if (found instanceof ScanError) throw found;
  return found;
}

function candidates<T>(choose: () => readonly T[], onMissing: (error: ScanError) => void): readonly T[] {
  try {
    return choose();
  } catch (error) {
    if (!(error instanceof ScanError && error.code === 'PLATFORM_NOT_FOUND')) throw error;
    onMissing(error);
    return [];
  }
}

function nothing(what: string): ScanError {
  return new ScanError('PLATFORM_NOT_FOUND', `The index of ${what} is empty.`, { hint: 'Push the image again.' });
}

function tooDeep(message: string): ScanError {
  return new ScanError('INDEX_TOO_DEEP', message, {
    hint: 'No builder makes such an index. Name the manifest by its digest.',
  });
}
