import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAwsKeyId } from './aws-key-id.ts';
import { entropyOf } from './entropy.ts';
import { jwtHeader } from './jwt.ts';
import { notASecret } from './placeholder.ts';
import { privateKeyState } from './private-key.ts';
import { isPypiToken } from './pypi-token.ts';
import {
  awsKeyId,
  base32,
  checked,
  drawn,
  jwt,
  openSshKey,
  pgpBlock,
  privateKeyPem,
  pypiToken,
} from './token.fixture.ts';
import { hasChecksum } from './token-checksum.ts';

const bodyOf = (pem: string) => pem.replace(/^-----BEGIN [A-Z ]+-----|-----END [A-Z ]+-----\s*$/g, '');

describe('formats', () => {
  it('knows AWS key ids by their base 32 and their account', () => {
    expect(isAwsKeyId(awsKeyId())).toBe(true);
    expect(isAwsKeyId(`AKIA${'1'.repeat(16)}`)).toBe(false);
    // Account 1,099,511,627,775 has thirteen digits: no such account.
    expect(isAwsKeyId(`AKIA${'7'.repeat(16)}`)).toBe(false);
    expect(isAwsKeyId(`AKIAQ${'A'.repeat(15)}`)).toBe(true);
  });

  it('finds a checksum only where it is right', () => {
    const token = checked('ghp_');
    expect(hasChecksum(token.slice(4))).toBe(true);
    expect(hasChecksum(`${token.slice(4, -1)}${token.endsWith('0') ? '1' : '0'}`)).toBe(false);
  });

  it('tells a signed token from an example and from words with dots', () => {
    expect(jwtHeader(jwt())).toEqual({ kind: 'signed', algorithm: 'RS256' });
    expect(jwtHeader(jwt({ alg: 'none' }))?.kind).toBe('example');
    expect(jwtHeader('eyJ.eyJ.x')).toBeUndefined();
    expect(jwtHeader('')).toBeUndefined();
  });

  it('tells keys under a passphrase from open ones and from noise', () => {
    expect(privateKeyState('PRIVATE KEY', bodyOf(privateKeyPem('pkcs8')))).toBe('plain');
    expect(privateKeyState('PRIVATE KEY', bodyOf(privateKeyPem('pkcs8')).replaceAll('\n', '\\n'))).toBe('plain');
    expect(privateKeyState('ENCRYPTED PRIVATE KEY', bodyOf(privateKeyPem('encrypted')))).toBe('encrypted');
    expect(privateKeyState('OPENSSH PRIVATE KEY', bodyOf(openSshKey('aes256-ctr')))).toBe('encrypted');
    expect(privateKeyState('PGP PRIVATE KEY BLOCK', bodyOf(pgpBlock(0)))).toBe('plain');
    expect(privateKeyState('PGP PRIVATE KEY BLOCK', bodyOf(pgpBlock(0)).replace(/\n=..../, '\n=AAAA'))).toBe(
      'unreadable',
    );
    expect(privateKeyState('PRIVATE KEY', drawn(200))).toBe('unreadable');
    expect(
      privateKeyState('RSA PRIVATE KEY', `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${drawn(64)}\n`),
    ).toBe('encrypted');
  });

  it('bears anything', () => {
    const labels = fc.constantFrom(
      'PRIVATE KEY',
      'RSA PRIVATE KEY',
      'OPENSSH PRIVATE KEY',
      'ENCRYPTED PRIVATE KEY',
      'PGP PRIVATE KEY BLOCK',
    );
    const seeds = fc.constantFrom(
      bodyOf(openSshKey('none')),
      bodyOf(pgpBlock(0)),
      bodyOf(privateKeyPem('ec')),
      jwt(),
      pypiToken(),
      base32(20),
    );
    const mutated = fc
      .tuple(seeds, fc.nat(500), fc.string({ maxLength: 8 }))
      .map(([seed, at, put]) => seed.slice(0, at) + put + seed.slice(at + put.length));
    const packets = fc
      .uint8Array({ minLength: 20, maxLength: 120 })
      .map((bytes) => Buffer.from([0xc5, ...bytes]).toString('base64'));
    fc.assert(
      fc.property(labels, fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), mutated, packets), (label, text) => {
        expect(['plain', 'encrypted', 'unreadable']).toContain(privateKeyState(label, text));
        jwtHeader(text);
        isPypiToken(text);
        notASecret(text, false);
        expect(isAwsKeyId(text)).toBeTypeOf('boolean');
      }),
      { numRuns: 500 },
    );
  });

  it('measures entropy between none and all the characters are worth', () => {
    expect(entropyOf('')).toBe(0);
    expect(entropyOf('aaaa')).toBe(0);
    expect(entropyOf('abcd')).toBe(2);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(entropyOf(text)).toBeLessThanOrEqual(Math.log2([...text].length) + 1e-9);
        expect(entropyOf(text + text)).toBeCloseTo(entropyOf(text), 9);
      }),
    );
  });
});
