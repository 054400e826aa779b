import { createHash } from 'node:crypto';
import type { Digest } from '@plimsoll/core';
import { z } from 'zod';

/** https://github.com/containers/image/blob/main/docs/containers-signature.5.md */
const simpleSigning = z.object({
  critical: z.object({
    type: z.literal(['cosign container image signature', 'atomic container signature']),
    image: z.object({ 'docker-manifest-digest': z.string() }),
  }),
});

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const statement = z.object({
  subject: z.array(z.object({ digest: z.record(z.string(), z.string()) })).max(1000),
  predicateType: z.string().max(500),
});

export const inToto = 'application/vnd.in-toto+json';
/** What newer cosign signs instead of a simple-signing document. */
export const signPredicate = 'https://sigstore.dev/cosign/sign/v1';

/** SHA-256 of a signed statement's bytes: what was verified is told by it, wherever else those bytes turn up. */
export function digestOfStatement(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** What is wrong with a signed simple-signing document as a signature of one of these digests; undefined: nothing. */
export function wrongSimpleSigning(bytes: Uint8Array, digests: readonly Digest[]): string | undefined {
  const parsed = simpleSigning.safeParse(parseJson(bytes));
  if (!parsed.success) return 'what was signed is no statement about an image';
  const signed = parsed.data.critical.image['docker-manifest-digest'];
  return digests.some((digest) => signed === digest) ? undefined : `it signs ${signed.slice(0, 100)}, another image`;
}

/** The same of an in-toto statement. */
export function readStatement(
  bytes: Uint8Array,
  digests: readonly Digest[],
): { readonly predicateType: string } | { readonly wrong: string } {
  const parsed = statement.safeParse(parseJson(bytes));
  if (!parsed.success) return { wrong: 'what was signed is no statement about an image' };
  const about = digests.some((digest) => {
    const [algorithm = '', hex = ''] = digest.split(':');
    return parsed.data.subject.some(
      (subject) => Object.hasOwn(subject.digest, algorithm) && subject.digest[algorithm] === hex,
    );
  });
  return about ? { predicateType: parsed.data.predicateType } : { wrong: 'it is about another image' };
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
