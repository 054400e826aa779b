/**
 * This host's signing key: Ed25519, made at the first start, in a file only its owner reads.
 *
 * in     the data directory
 * out    sign, and the public half with its id
 * holds  the private key is never logged, answered or written anywhere else; a key file that cannot be read is not replaced
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerError } from '../errors.ts';

export interface SigningKey {
  /** Base64 of the raw 32 bytes (RFC 8032). */
  readonly publicKey: string;
  /** SHA-256 of the raw public key, hexadecimal. */
  readonly keyId: string;
  /** Base64. */
  sign(text: string): string;
}

export function openSigningKey(dataDir: string): SigningKey {
  const file = join(dataDir, 'signing-key.pem');
  const key = existsSync(file) ? readKey(file) : makeKey(file);
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const raw = Buffer.from(x, 'base64url');
  return {
    publicKey: raw.toString('base64'),
    keyId: keyIdOf(raw),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

export function keyIdOf(rawPublicKey: Uint8Array): string {
  return createHash('sha256').update(rawPublicKey).digest('hex');
}

/** False too for what is no key or no signature. */
export function isSignedBy(
  publicKey: string,
  { text, signature }: { readonly text: string; readonly signature: string },
): boolean {
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.length !== 32) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

function makeKey(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return privateKey;
}

function readKey(file: string): KeyObject {
  try {
    chmodSync(file, 0o600);
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`it is a key for ${key.asymmetricKeyType}`);
    return key;
  } catch (cause) {
    throw new ServerError('KEY_INVALID', `The signing key ${file} cannot be used`, {
      hint: 'Bring it back from a backup, or move it away: a new one is made, and others have to trust it anew',
      cause,
    });
  }
}
