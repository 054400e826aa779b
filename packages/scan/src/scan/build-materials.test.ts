import { expect, it } from 'vitest';
import type { OpenedImage, Referrer, ReferrerPart } from '../source/source.ts';
import { buildMaterials } from './build-materials.ts';

const digest = `sha256:${'e'.repeat(64)}` as const;

function part(predicate: string, content: string): ReferrerPart {
  const bytes = Buffer.from(content);
  return {
    mediaType: 'application/vnd.in-toto+json',
    bytes: bytes.length,
    annotations: { 'in-toto.io/predicate-type': predicate },
    content: async () => bytes,
  };
}

function opened(parts: readonly ReferrerPart[]) {
  const referrer: Referrer = {
    digest,
    artifactType: 'attestation-manifest',
    bytes: 1,
    annotations: {},
    content: async () => new Uint8Array(),
    parts: async () => parts,
  };
  return { indexDigest: digest, referrers: async () => [referrer] } as unknown as OpenedImage;
}

const statement = JSON.stringify({
  predicate: {
    materials: [{ uri: 'pkg:docker/debian@12-slim?platform=linux%2Famd64', digest: { sha256: 'a'.repeat(64) } }],
  },
});
const slsa = 'https://slsa.dev/provenance/v0.2';

it('names the images a build used', async () => {
  const spdx = part('https://spdx.dev/Document', '{}');
  expect(await buildMaterials(opened([spdx, part(slsa, statement)]))).toEqual([
    { name: 'debian:12-slim', digest: `sha256:${'a'.repeat(64)}` },
  ]);
});

it('asks nobody about an image that is in no index', async () => {
  const alone = { ...opened([part(slsa, statement)]), indexDigest: undefined };
  expect(await buildMaterials(alone)).toEqual([]);
});

it('does without provenance that cannot be read or fetched', async () => {
  const broken: ReferrerPart = { ...part(slsa, ''), content: () => Promise.reject(new Error('gone')) };
  for (const parts of [[part(slsa, '{"predicate":')], [part(slsa, '[]')], [broken], []])
    expect(await buildMaterials(opened(parts))).toEqual([]);
});
