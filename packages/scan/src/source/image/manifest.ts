/** Manifests and indexes, read once at the edge: https://github.com/opencontainers/image-spec/blob/main/manifest.md */
import type { Digest, Platform } from '@plimsoll/core';
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { isDigest } from '../bytes/digest.ts';
import { isIndexType, isManifestType, isSchema1Type, OCI_INDEX, OCI_MANIFEST } from './media-type.ts';

/** Bytes: what registries take, and more than any real one has. */
export const MANIFEST_MOST = 4 * 1024 * 1024;
const LAYERS_MOST = 1_000;
const ENTRIES_MOST = 10_000;

const Strings = z.record(z.string(), z.string()).nullish();
const DigestText = z.string().refine(isDigest, 'is no digest') as unknown as z.ZodType<Digest>;
const Bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const Descriptor = z.object({
  mediaType: z.string().max(255).default(''),
  digest: DigestText,
  size: Bytes,
  urls: z.array(z.string()).nullish(),
  annotations: Strings,
  artifactType: z.string().nullish(),
  platform: z
    .object({
      os: z.string().max(100),
      architecture: z.string().max(100),
      variant: z.string().max(100).nullish(),
      'os.version': z.string().nullish(),
    })
    .nullish(),
});
export type Descriptor = z.infer<typeof Descriptor>;

const Manifest = z.object({
  config: Descriptor,
  layers: z.array(Descriptor).max(LAYERS_MOST),
  artifactType: z.string().nullish(),
  subject: Descriptor.nullish(),
  annotations: Strings,
});
const Index = z.object({ manifests: z.array(Descriptor).max(ENTRIES_MOST), annotations: Strings });

export type ImageManifest = z.infer<typeof Manifest> & { readonly kind: 'manifest'; readonly mediaType: string };
export type ImageIndex = z.infer<typeof Index> & { readonly kind: 'index'; readonly mediaType: string };

/**
 * @param declared media type as the source has it; '' when it does not say
 * @param what as an error message names it
 * @throws ScanError MANIFEST_INVALID
 */
export function parseManifest(bytes: Buffer, declared: string, what: string): ImageManifest | ImageIndex {
  const json = parseJson(bytes, what);
  const own = typeof json.mediaType === 'string' ? json.mediaType : '';
  const mediaType = own || declared;
  if (json.schemaVersion === 1 || isSchema1Type(mediaType)) {
    throw invalid(`${what} is of Docker's first schema, which has been out of use since 2017.`, {
      hint: 'Push the image again with a current Docker, or convert it: skopeo copy --format v2s2.',
    });
  }
  const isIndex = isIndexType(mediaType) || (!isManifestType(mediaType) && Array.isArray(json.manifests));
  // A document that is both would be one thing to us and another to an engine.
  if (Array.isArray(json.manifests) && json.config !== undefined) {
    throw invalid(`${what} is a manifest and an index at once.`, {
      hint: 'Push the image again; do not trust this one.',
    });
  }
  const parsed = isIndex ? Index.safeParse(json) : Manifest.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${what} is not sound: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'unreadable'}.`, {
      hint: 'Push the image again.',
      cause: parsed.error,
    });
  }
  return isIndex
    ? { kind: 'index', mediaType: mediaType || OCI_INDEX, ...(parsed.data as z.infer<typeof Index>) }
    : { kind: 'manifest', mediaType: mediaType || OCI_MANIFEST, ...(parsed.data as z.infer<typeof Manifest>) };
}

export function platformOf({ platform }: Descriptor): Platform | undefined {
  if (!platform) return undefined;
  return { os: platform.os, architecture: platform.architecture, variant: platform.variant || undefined };
}

export function parseJson(bytes: Buffer, what: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch (cause) {
    throw invalid(`${what} is no JSON.`, { hint: 'Push or save the image again.', cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalid(`${what} is no JSON object.`, { hint: 'Push or save the image again.' });
  }
  return json as Record<string, unknown>;
}

function invalid(message: string, options: { hint: string; cause?: unknown }): ScanError {
  return new ScanError('MANIFEST_INVALID', message, options);
}
