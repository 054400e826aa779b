/** Digests as OCI writes them: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
import { createHash } from 'node:crypto';
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import type { ByteStream } from './byte-stream.ts';

export type DigestAlgorithm = 'sha256' | 'sha512';

export interface Digester {
  update(bytes: Uint8Array): void;
  /** Once. */
  digest(): Digest;
}

const SHAPE = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isDigest(text: string): text is Digest {
  return SHAPE.test(text);
}

export function hexOf(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

export function algorithmOf(digest: Digest): DigestAlgorithm {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

export function createDigester(algorithm: DigestAlgorithm = 'sha256'): Digester {
  const hash = createHash(algorithm);
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => `${algorithm}:${hash.digest('hex')}`,
  };
}

export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** @throws ScanError DIGEST_MISMATCH */
export function checkDigest(bytes: Uint8Array, expected: Digest, what: string): void {
  const found = digestOf(bytes, algorithmOf(expected));
  if (found !== expected) throw digestMismatch(what, expected, found);
}

export function digestMismatch(what: string, expected: Digest, found: Digest): ScanError {
  return new ScanError('DIGEST_MISMATCH', `${what} should have the digest ${expected}, but its bytes have ${found}.`, {
    hint: 'The source holds something else than it says. Pull or push the image again; if it stays so, do not trust this source.',
  });
}

export interface Expected {
  readonly digest: Digest;
  /** undefined: not known beforehand. */
  readonly bytes: number | undefined;
  /** As an error message names it. */
  readonly what: string;
}

/** The same bytes; whoever reads to the end knows that they are the right ones. */
export async function* verified(stream: ByteStream, { digest, bytes, what }: Expected): ByteStream {
  const digester = createDigester(algorithmOf(digest));
  let seen = 0;
  for await (const chunk of stream) {
    seen += chunk.length;
    if (bytes !== undefined && seen > bytes) {
      throw new ScanError('DIGEST_MISMATCH', `${what} is longer than the ${bytes} bytes its manifest names.`, {
        hint: 'The source holds something else than it says. Pull or push the image again.',
      });
    }
    digester.update(chunk);
    yield chunk;
  }
  if (bytes !== undefined && seen < bytes) {
    throw new ScanError('LAYER_TRUNCATED', `${what} ends after ${seen} of its ${bytes} bytes.`, {
      hint: 'The copy is incomplete. Pull, save or push the image again.',
    });
  }
  const found = digester.digest();
  if (found !== digest) throw digestMismatch(what, digest, found);
}
