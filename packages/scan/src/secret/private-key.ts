/**
 * Private keys in text: PEM of every kind, OpenSSH's own, PGP blocks; also with their line ends written as `\n`, as JSON does.
 *
 * in     the text between BEGIN and END
 * out    whether it is a key at all, and whether a passphrase protects it
 * holds  at most 32 KiB are looked at
 */
import { createPrivateKey } from 'node:crypto';
import { pgpKeyState } from './pgp-key.ts';

export type KeyState = 'plain' | 'encrypted' | 'unreadable';
const mostBytes = 32 * 1024;

/** @param label what stands between `-----BEGIN ` and `-----` */
export function privateKeyState(label: string, body: string): KeyState {
  if (body.length > mostBytes) return 'unreadable';
  const text = unescaped(body);
  if (label.includes('PGP')) return pgpKeyState(text);
  const encoded = text.replace(/^[A-Za-z0-9-]{1,40}:.*$/gm, '').replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]{16,}={0,2}$/.test(encoded)) return 'unreadable';
  const bytes = Buffer.from(encoded, 'base64');
  if (label.startsWith('OPENSSH')) return openSshState(bytes);
  if (label.startsWith('ENCRYPTED')) return bytes[0] === 0x30 ? 'encrypted' : 'unreadable';
  if (/Proc-Type:\s*4,\s*ENCRYPTED/.test(text)) return 'encrypted';
  try {
    createPrivateKey({
      key: `-----BEGIN ${label}-----\n${(encoded.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`,
      format: 'pem',
    });
    return 'plain';
  } catch {
    // OpenSSL's word is what is asked for: a body it cannot read is no key.
    return 'unreadable';
  }
}

/** Line ends as JSON, YAML and shells write them. */
function unescaped(body: string): string {
  return body
    .replace(/\\r/g, '')
    .replace(/(?:\\)+n/g, '\n')
    .replace(/["'\\]/g, '');
}

/** PROTOCOL.key of OpenSSH: magic, cipher, kdf, kdf options, count, public key, private part with two equal check numbers. */
function openSshState(bytes: Buffer): KeyState {
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return 'unreadable';
  let at = magic.length;
  const field = (): Buffer | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const length = bytes.readUInt32BE(at);
    const value = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return value.length === length ? value : undefined;
  };
  const cipher = field()?.toString('latin1');
  field();
  field();
  if (at + 4 > bytes.length || bytes.readUInt32BE(at) !== 1) return 'unreadable';
  at += 4;
  field();
  const secret = field();
  if (cipher === undefined || secret === undefined || secret.length < 8) return 'unreadable';
  if (cipher !== 'none') return 'encrypted';
  return secret.readUInt32BE(0) === secret.readUInt32BE(4) ? 'plain' : 'unreadable';
}
