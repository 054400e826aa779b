import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { secretMatcher } from './matcher.ts';
import { readSecretRules } from './user-rules.ts';

const good = `
rules:
  - id: shop-key
    title: key of the shop
    severity: critical
    keywords: [SHOP_]
    pattern: 'shop_([a-z0-9]{12})'
    entropy: 2
    files: ['*.env', 'etc/**/*.conf']
    allow: ['^test']
allow: ['^public']
disable: [gcp-api-key]
`;
const find = (yaml: string, text: string, path = 'app/.env') =>
  secretMatcher(readSecretRules(yaml, 'own.yaml'), '').find(Buffer.from(text), path, true).secrets;

describe('readSecretRules', () => {
  it('puts own rules before the built-in ones, and leaves out those turned off', () => {
    const rules = readSecretRules(good, 'own.yaml');
    expect(rules[0]).toMatchObject({ id: 'shop-key', severity: 'critical', search: 'around-keyword' });
    expect(rules.some(({ id }) => id === 'gcp-api-key')).toBe(false);
    expect(rules.some(({ id }) => id === 'aws-access-key')).toBe(true);
  });

  it('adds one file to another', () => {
    const first = readSecretRules(good, 'one.yaml');
    const both = readSecretRules(
      "disable: [shop-key]\nrules:\n  - {id: till-key, title: x, keywords: [till_], pattern: 'till_[0-9]+'}",
      'two.yaml',
      first,
    );
    expect(both.map(({ id }) => id).filter((id) => ['till-key', 'shop-key', 'gcp-api-key'].includes(id))).toEqual([
      'till-key',
    ]);
  });

  it('finds with the group, in the files it names only', () => {
    expect(find(good, 'k = shop_a1b2c3d4e5f6')).toMatchObject([{ rule: 'shop-key', at: 9, end: 21 }]);
    expect(find(good, 'k = shop_a1b2c3d4e5f6', 'etc/a/b/x.conf')).toHaveLength(1);
    expect(find(good, 'k = shop_a1b2c3d4e5f6', 'app/main.py')).toEqual([]);
  });

  it('lets the allow-lists speak, of the rule and of all', () => {
    expect(find(good, 'shop_testab12cd34')).toEqual([]);
    expect(find(good, 'shop_publicab12cd')).toEqual([]);
  });

  it.each([
    [
      'pattern',
      'rules:\n  - id: a-b\n    title: x\n    keywords: [abc]\n    pattern: "(?=x)y"',
      /own\.yaml, line 2: rule "a-b": its pattern is not accepted/,
    ],
    [
      'unknown field',
      'rules:\n  - {id: a-b, title: x, keywords: [abc], pattern: x, colour: red}',
      /line 2: rule "a-b": .*colour/,
    ],
    [
      'short keyword',
      'rules:\n\n  - {id: a-b, title: x, keywords: [ab], pattern: x}',
      /line 3: rule "a-b": keywords\.0/,
    ],
    [
      'twice',
      'rules:\n  - {id: a-b, title: x, keywords: [abc], pattern: x}\n  - {id: a-b, title: x, keywords: [abc], pattern: x}',
      /line 3: .*another rule/,
    ],
    ['unknown disabled', 'disable: [nothing]', /there is no rule "nothing"/],
    ['no YAML', 'rules: [', /line 1: it is no YAML/],
    ['aliases', 'rules: &a [1]\nallow: *a', /cannot be read|line/],
  ])('names what is wrong and where: %s', (_, yaml, message) => {
    expect(() => readSecretRules(yaml, 'own.yaml')).toThrow(
      expect.objectContaining({ code: 'RULE_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('throws nothing but its own error, whatever it reads', () => {
    const mutated = fc
      .tuple(fc.nat(good.length - 1), fc.string({ maxLength: 6 }))
      .map(([at, put]) => good.slice(0, at) + put + good.slice(at + put.length));
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300, unit: 'binary' }), mutated), (text) => {
        try {
          readSecretRules(text, 'own.yaml');
        } catch (error) {
          expect(error).toBeInstanceOf(ScanError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
