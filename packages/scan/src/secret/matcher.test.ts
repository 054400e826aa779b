import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redacted, secretMatcher } from './matcher.ts';
import { builtInSecretRules } from './rules/registry.ts';
import { awsKeyId, checked, drawn, jwt, openSshKey, pgpBlock, privateKeyPem, pypiToken } from './token.fixture.ts';

const matcher = secretMatcher(builtInSecretRules, 'salt');
const find = (text: string, path = 'app/.env') => matcher.find(Buffer.from(text, 'latin1'), path, true);

describe('secretMatcher', () => {
  it('tells line, place and fingerprint, and never the secret', () => {
    const token = checked('ghp_');
    const { secrets } = find(`# one\n# two\nT=${token}\n`);
    expect(secrets).toMatchObject([{ rule: 'github-token', line: 3, redacted: `ghp_…${token.slice(-2)}` }]);
    expect(JSON.stringify(secrets)).not.toContain(token.slice(4, 20));
    expect(find(token).secrets[0]?.fingerprint).toBe(secrets[0]?.fingerprint);
    expect(
      secretMatcher(builtInSecretRules, 'other').find(Buffer.from(token), 'x', true).secrets[0]?.fingerprint,
    ).not.toBe(secrets[0]?.fingerprint);
  });

  it('leaves the generic rules out where they are not wanted', () => {
    const text = Buffer.from(`DB_PASSWORD=${drawn(16)}`);
    expect(matcher.find(text, 'app/.env', true).secrets).toHaveLength(1);
    expect(matcher.find(text, 'app/.env', false).secrets).toEqual([]);
  });

  it('says when it stopped', () => {
    expect(find(`${checked('ghp_')}\n`.repeat(200))).toMatchObject({ cut: true });
    expect(find('nothing')).toEqual({ secrets: [], cut: false });
  });

  it('finds a secret wherever it stands', () => {
    const token = checked('ghp_');
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ -~\n]{0,200}[\s=:"]?$/),
        fc.stringMatching(/^[\s"';][ -~\n]{0,100}$/),
        (before, after) => {
          fc.pre(!/[A-Za-z0-9_]$/.test(before));
          expect(find(before + token + after).secrets.map(({ rule }) => rule)).toContain('github-token');
        },
      ),
      { numRuns: 100 },
    );
  });

  it('bears any bytes', () => {
    const seeds = [
      awsKeyId(),
      checked('npm_'),
      jwt(),
      pypiToken(),
      openSshKey('none'),
      pgpBlock(0),
      privateKeyPem('ec'),
      '{"auths":{"x":{"auth":"YTpi"}}}',
      'postgres://a:b@c',
    ];
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.nat(400), fc.uint8Array({ maxLength: 12 }))
      .map(([seed, at, put]) => {
        const bytes = Buffer.from(seed);
        return Buffer.concat([
          bytes.subarray(0, at % bytes.length),
          put,
          bytes.subarray((at % bytes.length) + put.length),
        ]);
      });
    const paths = fc.constantFrom('app/.env', 'root/.docker/config.json', 'root/.kube/config', 'root/.npmrc', 'x');
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 2000 }), mutated), paths, (bytes, path) => {
        const { secrets } = matcher.find(bytes, path, true);
        expect(secrets.length).toBeLessThanOrEqual(101);
        for (const { at, end, redacted: shown } of secrets) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(bytes.length);
          expect(shown.length).toBeLessThan(60);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('redacted', () => {
  it('shows four characters before and two behind at most, and a third of it at most', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), (secret) => {
        const shown = redacted(secret);
        expect(shown.length).toBeLessThanOrEqual(7);
        expect(shown.length - 1).toBeLessThanOrEqual(secret.length / 3);
      }),
    );
  });
});
