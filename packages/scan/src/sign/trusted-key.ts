import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { ScanError } from '../errors.ts';
import type { TrustedKey } from './signature.ts';

/**
 * A public key as PEM: ECDSA, RSA of at least 2048 bits, or Ed25519, as cosign makes and takes them.
 *
 * @throws ScanError TRUST_ROOT_INVALID
 */
export function readPublicKey(pem: string, name: string): TrustedKey {
  let key: KeyObject;
  try {
    if (!/-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem)) throw new Error('it is no PEM of a public key');
    key = createPublicKey(pem);
  } catch (cause) {
    throw invalid(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (!['ec', 'rsa', 'ed25519'].includes(key.asymmetricKeyType ?? ''))
    throw invalid(name, `${key.asymmetricKeyType} keys are not used for signatures of images`);
  if (bits !== undefined && bits < 2048) throw invalid(name, `${bits} bits are too few`);
  return { name, key };
}

/** False for whatever is not exactly a signature of these bytes. */
export function holds({ key }: TrustedKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    // Ed25519 hashes by itself.
    return verify(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', bytes, key, signature);
  } catch {
    return false;
  }
}

function invalid(name: string, why: string, cause?: unknown): ScanError {
  return new ScanError('TRUST_ROOT_INVALID', `${name} cannot be trusted as a key: ${why}`, {
    hint: 'Give the public half, as `cosign public-key` prints it.',
    cause,
  });
}
