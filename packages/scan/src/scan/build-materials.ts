/** The images a build says it used, from the provenance in the image's own index. */
import type { BuildMaterial } from '../facts/base-image.ts';
import { materialsOf } from '../facts/base-image-provenance.ts';
import type { OpenedImage, Referrer } from '../source/source.ts';

const provenance = /^https:\/\/slsa\.dev\/provenance\//;
const inToto = 'application/vnd.in-toto+json';
/** A provenance with every step of a build spelled out; larger ones are left alone. */
const mostBytes = 4 * 1024 * 1024;
const mostMaterials = 100;

/**
 * [] where there is none. Whatever goes wrong is no failure of the scan: the base is then found by other means.
 * Only an image that came from an index is asked: that is where BuildKit puts its attestations.
 */
export async function buildMaterials(opened: OpenedImage): Promise<readonly BuildMaterial[]> {
  if (opened.indexDigest === undefined) return [];
  try {
    for (const referrer of await opened.referrers()) {
      const materials = await materialsIn(referrer);
      if (materials.length > 0) return materials.slice(0, mostMaterials);
    }
  } catch {
    // A registry that does not give out its attestations gives out images all the same.
  }
  return [];
}

async function materialsIn(referrer: Referrer): Promise<readonly BuildMaterial[]> {
  for (const part of (await referrer.parts?.()) ?? []) {
    const type = part.annotations['in-toto.io/predicate-type'] ?? '';
    if (part.mediaType !== inToto || !provenance.test(type) || part.bytes > mostBytes) continue;
    return materialsOf(JSON.parse(Buffer.from(await part.content()).toString('utf8')));
  }
  return [];
}
