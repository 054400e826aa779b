/**
 * Secrets of registries at rest: AES-256-GCM (NIST SP 800-38D) under a key of this host's own.
 *
 * in     plain values, and what they belong to
 * out    sealed bytes: 12 of nonce, 16 of tag, then the ciphertext
 * holds  what was sealed for one registry cannot be opened for another; a key that cannot be read is never replaced
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerError } from '../errors.ts';

export interface Vault {
  seal(owner: string, value: unknown): Uint8Array;
  /** @throws ServerError VAULT_UNREADABLE for another key or changed bytes */
  open<T>(owner: string, sealed: Uint8Array): T;
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** The key is made when the first secret is sealed, and not before. */
export function openVault(dataDir: string): Vault {
  const file = join(dataDir, 'registry-key');
  let key: Buffer | undefined;

  function readKey(): Buffer {
    if (key !== undefined) return key;
    if (!existsSync(file)) writeFileSync(file, randomBytes(keyBytes), { mode: 0o600, flag: 'wx' });
    chmodSync(file, 0o600);
    key = readFileSync(file);
    if (key.length === keyBytes) return key;
    throw unreadable(file, new Error(`it holds ${key.length} bytes instead of ${keyBytes}`));
  }

  return {
    seal(owner, value) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', readKey(), nonce);
      cipher.setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open(owner, sealed) {
      const bytes = Buffer.from(sealed);
      try {
        const decipher = createDecipheriv('aes-256-gcm', readKey(), bytes.subarray(0, nonceBytes));
        decipher.setAAD(Buffer.from(owner));
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
        return JSON.parse(text.toString('utf8'));
      } catch (cause) {
        throw unreadable(file, cause);
      }
    },
  };
}

function unreadable(file: string, cause: unknown): ServerError {
  return new ServerError('VAULT_UNREADABLE', 'The credentials of a registry cannot be decrypted', {
    hint: `Bring ${file} back from where the database came from, or enter the credentials again`,
    status: 500,
    cause,
  });
}
