/** The images a build used, from its in-toto statement: SLSA provenance 0.2 and 1, as BuildKit writes them. */
import type { Digest } from '@plimsoll/core';
import { z } from 'zod';
import type { BuildMaterial } from './base-image.ts';

const mostMaterials = 10_000;

const Material = z.object({ uri: z.string().max(4096), digest: z.record(z.string(), z.string()).optional() });
const Statement = z.object({
  predicate: z.object({
    materials: z.array(Material).max(mostMaterials).optional(),
    buildDefinition: z.object({ resolvedDependencies: z.array(Material).max(mostMaterials).optional() }).optional(),
  }),
});

/** [] for what is no provenance. */
export function materialsOf(statement: unknown): readonly BuildMaterial[] {
  const read = Statement.safeParse(statement);
  if (!read.success) return [];
  const { materials, buildDefinition } = read.data.predicate;
  const found = new Map<string, BuildMaterial>();
  for (const { uri, digest } of materials ?? buildDefinition?.resolvedDependencies ?? []) {
    const name = imageOf(uri);
    const sha256 = digest?.sha256;
    if (name === undefined || sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) continue;
    found.set(sha256, { name, digest: `sha256:${sha256}` satisfies Digest });
  }
  return [...found.values()];
}

/** `pkg:docker/alpine@3.20?platform=linux%2Famd64` */
function imageOf(uri: string): string | undefined {
  const [, name, tag] = /^pkg:docker\/([^@?#]+)(?:@([^?#]+))?/.exec(uri) ?? [];
  if (name === undefined) return undefined;
  // What BuildKit itself runs on is no part of the image.
  if (/^(?:docker\.io\/)?(?:docker|moby)\/(?:dockerfile|buildkit)/.test(name)) return undefined;
  try {
    return decodeURIComponent(tag === undefined ? name : `${name}:${tag}`);
  } catch {
    // Not percent-encoded as it should be: no name one could rely on.
    return undefined;
  }
}
