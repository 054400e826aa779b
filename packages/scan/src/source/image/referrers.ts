/** What hangs on an image: signatures, attestations, SBOMs, VEX. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers */
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import type { Referrer, ReferrerPart } from '../source.ts';
import { type Content, type Subject, wholeBlob } from './content.ts';
import { type Descriptor, type ImageManifest, parseManifest } from './manifest.ts';
import { isIndexType } from './media-type.ts';

/** Bytes of one. */
const PART_MOST = 64 * 1024 * 1024;
const READ_MOST = 200;
const IN_TOTO = 'application/vnd.in-toto+json';

/** @param descriptor of a manifest whose subject is the image; its artefact type is known */
export function referrerOf(
  content: Content,
  descriptor: Descriptor,
  artifactType: string,
  signal: AbortSignal,
): Referrer {
  const parts = once(async () =>
    partsOf(content, await manifestOf(content, descriptor, signal), descriptor.digest, signal),
  );
  return {
    digest: descriptor.digest,
    artifactType,
    bytes: descriptor.size,
    annotations: descriptor.annotations ?? {},
    parts,
    async content() {
      const [first] = await parts();
      if (first === undefined) {
        throw new ScanError('MANIFEST_INVALID', `The referrer ${descriptor.digest} has no content.`, {
          hint: 'Attach it again.',
        });
      }
      return await first.content();
    },
  };
}

/** For stores without an index of subjects: looks into each manifest there is. */
export async function referrersByReading(search: {
  content: Content;
  candidates: readonly Descriptor[];
  subject: Subject;
  artifactType: string | undefined;
  signal: AbortSignal;
}): Promise<readonly Referrer[]> {
  const { content, candidates, subject, artifactType, signal } = search;
  const found: Referrer[] = [];
  for (const descriptor of candidates.slice(0, READ_MOST)) {
    signal.throwIfAborted();
    if (isIndexType(descriptor.mediaType) || descriptor.digest === subject.digest) continue;
    const manifest = await manifestOf(content, descriptor, signal);
    if (manifest?.subject?.digest !== subject.digest) continue;
    const annotations = manifest.annotations ?? descriptor.annotations;
    found.push(referrerOf(content, { ...descriptor, annotations }, artefactTypeOf(manifest), signal));
  }
  found.push(...(await attestationsInIndex(content, subject, signal)));
  return artifactType === undefined ? found : found.filter((referrer) => referrer.artifactType === artifactType);
}

/** BuildKit hangs provenance and SBOM beside the image, in its index. */
export async function attestationsInIndex(
  content: Content,
  { digest, indexDigest }: Subject,
  signal: AbortSignal,
): Promise<readonly Referrer[]> {
  if (indexDigest === undefined) return [];
  const stored = await content.manifest({ digest: indexDigest }, signal);
  const index = parseManifest(stored.bytes, stored.mediaType, `The index ${indexDigest}`);
  if (index.kind !== 'index') return [];
  return index.manifests
    .filter((entry) => entry.annotations?.['vnd.docker.reference.digest'] === digest)
    .slice(0, READ_MOST)
    .map((entry) => referrerOf(content, entry, IN_TOTO, signal));
}

export function artefactTypeOf(manifest: ImageManifest): string {
  return manifest.artifactType || manifest.config.mediaType;
}

async function manifestOf(
  content: Content,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<ImageManifest | undefined> {
  const stored = await content.manifest(descriptor, signal);
  const parsed = parseManifest(
    stored.bytes,
    stored.mediaType || descriptor.mediaType,
    `The manifest ${descriptor.digest}`,
  );
  return parsed.kind === 'manifest' ? parsed : undefined;
}

function partsOf(
  content: Content,
  manifest: ImageManifest | undefined,
  owner: Digest,
  signal: AbortSignal,
): readonly ReferrerPart[] {
  return (manifest?.layers ?? []).map((layer) => ({
    mediaType: layer.mediaType,
    bytes: layer.size,
    annotations: layer.annotations ?? {},
    content: () => wholeBlob(content, layer, { most: PART_MOST, what: `The content of the referrer ${owner}`, signal }),
  }));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
