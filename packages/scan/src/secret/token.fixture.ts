/** Tokens that look real, put together when a test runs: none of them stands in this file as it would be found. */
import { generateKeyPairSync } from 'node:crypto';
import { seeded } from '../norm/history.fixture.ts';
import { checksumOf } from './token-checksum.ts';

const random = seeded(20);
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Characters drawn from an alphabet, each kind among them. */
export function drawn(length: number, alphabet = `${letters}${letters.toUpperCase()}0123456789`): string {
  const pick = (): string => Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  let text = pick();
  while (
    /[0-9]/.test(alphabet) &&
    /[a-z]/i.test(alphabet) &&
    length >= 8 &&
    !(/[0-9]/.test(text) && /[a-zA-Z]/.test(text))
  )
    text = pick();
  return text;
}

export const hex = (length: number): string => drawn(length, '0123456789abcdef');
export const base32 = (length: number): string => drawn(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
export const base64 = (length: number): string =>
  `aB3${drawn(length - 4, `${letters}${letters.toUpperCase()}0123456789/+`)}Z`;

export function checked(prefix: string): string {
  const body = drawn(30);
  return prefix + body + checksumOf(body);
}

/** Ids of the older form do not tell an account, so any is one. */
export const awsKeyId = (): string => `AKIA${drawn(1, 'ABCDEFGHIJ')}${base32(15)}`;

export function jwt(
  header: object = { alg: 'RS256', typ: 'JWT' },
  claims: object = { sub: 'svc-4711', iss: 'https://id.shop', exp: 1 },
): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${drawn(43)}`;
}

export function pypiToken(): string {
  const field = (kind: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([kind, body.length]), body]);
  const bytes = Buffer.concat([
    Buffer.from([2]),
    field(1, Buffer.from('pypi.org')),
    field(2, Buffer.from(hex(36))),
    Buffer.from([0, 0]),
    field(6, Buffer.from(hex(64), 'hex')),
  ]);
  return `pypi-${bytes.toString('base64url')}`;
}

export function privateKeyPem(kind: 'rsa' | 'ec' | 'pkcs8' | 'encrypted'): string {
  if (kind === 'rsa')
    return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
      type: 'pkcs1',
      format: 'pem',
    }) as string;
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  if (kind === 'ec') return key.export({ type: 'sec1', format: 'pem' }) as string;
  if (kind === 'pkcs8') return key.export({ type: 'pkcs8', format: 'pem' }) as string;
  return key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' }) as string;
}

/** OpenSSH's own form, plain or as under a passphrase; only as much of it as is looked at. */
export function openSshKey(cipher: 'none' | 'aes256-ctr'): string {
  const text = (value: string | Buffer): Buffer => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const check = Buffer.from(hex(8), 'hex');
  const secret = Buffer.concat([
    check,
    cipher === 'none' ? check : Buffer.from(hex(8), 'hex'),
    Buffer.from(hex(240), 'hex'),
  ]);
  const bytes = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text(cipher),
    text('none'),
    text(''),
    Buffer.from([0, 0, 0, 1]),
    text(Buffer.from(hex(100), 'hex')),
    text(secret),
  ]);
  const label = 'OPENSSH PRIVATE KEY';
  return `-----BEGIN ${label}-----\n${(bytes.toString('base64').match(/.{1,70}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
}

/** An armoured version 4 EdDSA secret key packet, with its checksum. */
export function pgpBlock(usage: 0 | 254): string {
  const oid = Buffer.from('2b06010401da470f01', 'hex');
  const point = Buffer.concat([Buffer.from([1, 7, 0x40]), Buffer.from(hex(64), 'hex')]);
  const body = Buffer.concat([
    Buffer.from([4, 0, 0, 0, 0, 22, oid.length]),
    oid,
    point,
    Buffer.from([usage]),
    Buffer.from(hex(80), 'hex'),
  ]);
  const bytes = Buffer.concat([Buffer.from([0xc5, body.length]), body]);
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x800000 ? ((crc << 1) ^ 0x1864cfb) & 0xffffff : (crc << 1) & 0xffffff;
  }
  const sum = Buffer.from([crc >> 16, (crc >> 8) & 255, crc & 255]).toString('base64');
  const label = 'PGP PRIVATE KEY BLOCK';
  return `-----BEGIN ${label}-----\nComment: made by a test\n\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n=${sum}\n-----END ${label}-----\n`;
}
