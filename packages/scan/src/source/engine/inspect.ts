/** What an engine says of an image before it is exported. */
import type { Digest } from '@plimsoll/core';
import { z } from 'zod';
import { ScanError } from '../../errors.ts';
import { isDigest } from '../bytes/digest.ts';
import { epochMs, RunConfig } from '../image/image-config.ts';
import { isIndexType, isManifestType } from '../image/media-type.ts';
import type { HistoryEntry } from '../source.ts';

const Inspected = z.object({
  Id: z.string(),
  RepoTags: z.array(z.string()).nullish(),
  RepoDigests: z.array(z.string()).nullish(),
  Created: z.string().nullish(),
  Architecture: z.string().nullish(),
  Variant: z.string().nullish(),
  Os: z.string().nullish(),
  Size: z.number().nullish(),
  Config: RunConfig.nullish(),
  RootFS: z.object({ Layers: z.array(z.string().refine(isDigest, 'is no digest')).max(1_000).nullish() }).nullish(),
  Descriptor: z.object({ mediaType: z.string(), digest: z.string() }).nullish(),
});
export type Inspected = z.infer<typeof Inspected>;

const Past = z
  .array(
    z.object({
      Created: z.number().nullish(),
      CreatedBy: z.string().nullish(),
      Comment: z.string().nullish(),
      Size: z.number().nullish(),
    }),
  )
  .max(10_000);

export function parseInspected(json: unknown, what: string): Inspected {
  const parsed = Inspected.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ScanError(
    'ENGINE_UNREACHABLE',
    `${what} is described in a way we do not know: ${parsed.error.issues[0]?.message}.`,
    {
      hint: 'Save the image with the engine’s own command and scan the archive.',
      cause: parsed.error,
    },
  );
}

/** Oldest first. An engine does not say which steps made no layer: sizes and instructions do, and where they do not fit, nothing is said. */
export function parsePast(json: unknown, layers: number): readonly HistoryEntry[] {
  const parsed = Past.safeParse(json);
  if (!parsed.success) return [];
  const steps = parsed.data.toReversed().map((step) => ({
    createdAt: epochMs(new Date((step.Created ?? 0) * 1000).toISOString()),
    createdBy: step.CreatedBy ?? '',
    comment: step.Comment ?? '',
    size: step.Size ?? 0,
  }));
  const bySize = steps.map(({ size }) => size === 0);
  const byWords = steps.map(({ size, createdBy }) => size === 0 && SETS_ONLY.test(createdBy));
  const isEmpty = [bySize, byWords].find((empty) => empty.filter((yes) => !yes).length === layers);
  return steps.map(({ size: _, ...step }, index) => ({ ...step, emptyLayer: isEmpty?.[index] ?? false }));
}

const SETS_ONLY =
  /(?:#\(nop\)\s+|^)(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/;

export interface EngineDigests {
  readonly digest: Digest | undefined;
  readonly indexDigest: Digest | undefined;
  readonly configDigest: Digest | undefined;
}

/** An engine remembers by which digest it pulled; whether that was an index it says only where it keeps content as registries do. */
export function digestsOf({ Id, RepoDigests, Descriptor }: Inspected, repository: string): EngineDigests {
  const id = withAlgorithm(Id);
  const described = Descriptor?.digest;
  if (Descriptor && described !== undefined && isDigest(described)) {
    return {
      digest: isManifestType(Descriptor.mediaType) ? described : undefined,
      indexDigest: isIndexType(Descriptor.mediaType) ? described : undefined,
      // With such a store the id is the descriptor's digest.
      configDigest: id === described ? undefined : id,
    };
  }
  // Docker shortens the names of its own hub.
  const short = repository.replace(/^docker\.io\/(?:library\/)?/, '');
  const pulled = RepoDigests?.map((text) => text.split('@')).find(
    ([name]) => name === repository || name === short,
  )?.[1];
  const any = pulled ?? RepoDigests?.[0]?.split('@')[1];
  return { digest: any !== undefined && isDigest(any) ? any : undefined, indexDigest: undefined, configDigest: id };
}

/** Podman leaves the algorithm out. */
function withAlgorithm(id: string): Digest | undefined {
  const digest = id.includes(':') ? id : `sha256:${id}`;
  return isDigest(digest) ? digest : undefined;
}
