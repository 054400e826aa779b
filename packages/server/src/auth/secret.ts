/**
 * Random secrets and their hashes.
 *
 * A token has 256 random bits: no guess ever meets it, whatever a guess costs, so SHA-256 is as good at rest as a slow hash
 * (scrypt protects what people choose, which is short) and does not let a flood of wrong tokens use up the processor.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** @param prefix lets people and scanners for leaked secrets tell what it is */
export function newSecret(prefix: string): string {
  return prefix + randomBytes(32).toString('base64url');
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Takes the same time wherever the two differ. */
export function matchesHash(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(hash.padEnd(64).slice(0, 64)));
}
