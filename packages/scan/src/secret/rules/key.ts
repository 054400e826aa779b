/** Private keys. */
import { ownPattern } from '../pattern.ts';
import { privateKeyState } from '../private-key.ts';
import type { SecretRule } from '../rule.ts';

const kinds = '(?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED|ANY|SSH2 ENCRYPTED) )?PRIVATE KEY|PGP PRIVATE KEY BLOCK';

const privateKey: SecretRule = {
  id: 'private-key',
  title: 'private key',
  severity: 'critical',
  remedy:
    'Make a new key, replace the old one wherever it is trusted, and mount it at run time instead of building it in.',
  keywords: ['-----BEGIN '],
  exactCase: true,
  search: 'at-keyword',
  before: 0,
  after: 24 * 1024,
  pattern: ownPattern(
    new RegExp(
      `(?<secret>-----BEGIN (?<label>${kinds})-----(?<body>(?:[A-Za-z0-9+/=\\s\\\\:,."'()<>@_]|-(?!-)){40,20000})-----END (?:${kinds})-----)`,
    ),
  ),
  entropy: 0,
  files: undefined,
  generic: false,
  judge: ({ groups }) => {
    const label = groups.label ?? '';
    const state = privateKeyState(label, groups.body ?? '');
    const shown = `-----BEGIN ${label}-----`;
    if (state === 'encrypted') return { validated: 'key', shown, rule: 'private-key-encrypted' };
    return { validated: state === 'plain' ? 'key' : 'shape', shown };
  },
};

export const keyRules: readonly SecretRule[] = [
  privateKey,
  {
    ...privateKey,
    id: 'private-key-encrypted',
    title: 'private key under a passphrase',
    severity: 'medium',
    remedy: 'Keep it out of the image: the passphrase can be guessed by whoever has the image, as often as they like.',
    // Reached by way of `private-key`, whose look tells the two apart.
    keywords: ['-----BEGIN ENCRYPTED'],
  },
  {
    ...privateKey,
    id: 'putty-private-key',
    title: 'PuTTY private key',
    keywords: ['PuTTY-User-Key-File-'],
    search: 'at-keyword',
    before: 0,
    after: 8192,
    pattern: ownPattern(
      /(?<secret>PuTTY-User-Key-File-[23]: [\w@.-]{4,40}\r?\nEncryption: (?<cipher>[\w-]{4,20})\r?\n[^\0]{100,7000}?Private-MAC: [0-9a-f]{40,64})/,
    ),
    judge: ({ groups }) => ({
      validated: 'shape',
      shown: 'PuTTY-User-Key-File',
      ...(groups.cipher === 'none' ? {} : { rule: 'private-key-encrypted' }),
    }),
  },
  {
    ...privateKey,
    id: 'age-secret-key',
    title: 'age secret key',
    keywords: ['AGE-SECRET-KEY-1'],
    search: 'at-keyword',
    before: 0,
    after: 120,
    pattern: ownPattern(/AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/),
    judge: undefined,
  },
];
