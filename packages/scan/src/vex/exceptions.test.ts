import type { ImageFinding } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { matchesGlob } from '../glob.ts';
import { exceptionNotes, exceptionSuppressor } from './exception-suppressor.ts';
import { readExceptions } from './read-exceptions.ts';
import { findings, subject, suppressedBy } from './subject.fixture.ts';

const file = (entry: string) => `schema: plimsoll-exceptions/1
exceptions:
  - ${entry.trim().replaceAll('\n', '\n    ')}
    reason: not reachable from outside
    owner: shop-team
`;
const one = (entry: string) => readExceptions(file(entry), 'exceptions.yaml');

const secret = {
  ...findings()[0]!,
  kind: 'secret',
  key: 'secret|aws-access-key|x',
  rule: 'aws-access-key',
  why: { ...findings()[0]!.why, source: 'aws-access-key', path: 'app/.env' },
} as unknown as ImageFinding;
const check = {
  ...secret,
  kind: 'misconfiguration',
  check: 'image-user-root',
  rule: undefined,
} as unknown as ImageFinding;
const apply = (entry: string, list: readonly ImageFinding[] = findings()) =>
  exceptionSuppressor(one(entry))(list, subject());

describe('an exception', () => {
  it('keeps what it excepts, with reason, owner and end', () => {
    expect(apply('id: CVE-2024-1\nexpires: 2026-12-31')[0]?.suppressed).toEqual({
      by: 'exception',
      source: 'exceptions.yaml#1',
      status: 'accepted',
      justification: 'not reachable from outside',
      owner: 'shop-team',
      until: Date.parse('2027-01-01'),
    });
  });

  it.each([
    ['id: CVE-2024-1', ['e', undefined]],
    ['ids: [GHSA-l, CVE-2024-1]', ['e', 'e']],
    ['id: DSA-1-1', ['e', undefined]],
    ['kind: vulnerability', ['e', 'e']],
    ['kind: secret', [undefined, undefined]],
    ['kind: vulnerability\nscope: { package: "pkg:npm/lodash" }', [undefined, 'e']],
    ['kind: vulnerability\nscope: { package: "pkg:npm/lodash@4.17.5" }', [undefined, undefined]],
    ['kind: vulnerability\nscope: { path: "app/**" }', [undefined, 'e']],
    ['kind: vulnerability\nscope: { image: "registry.example/shop/*" }', ['e', 'e']],
    ['kind: vulnerability\nscope: { image: "registry.example/*" }', [undefined, undefined]],
  ])('applies by %j', (entry, expected) => {
    expect(suppressedBy(apply(`name: e\nnever: true\n${entry}`))).toEqual(expected);
  });

  it('applies to secrets by rule and to settings by check', () => {
    expect(
      suppressedBy(apply('name: e\nnever: true\nrule: aws-access-key\nscope: { path: "**/.env" }', [secret, check])),
    ).toEqual(['e', undefined]);
    expect(suppressedBy(apply('name: e\nnever: true\ncheck: image-user-root', [secret, check]))).toEqual([
      undefined,
      'e',
    ]);
  });

  it('does not suppress once it has expired, and says so', () => {
    const expired = 'name: old\nid: CVE-2024-1\nexpires: 2026-05-31';

    expect(suppressedBy(apply(expired))).toEqual([undefined, undefined]);
    expect(suppressedBy(apply('name: today\nid: CVE-2024-1\nexpires: 2026-06-01'))).toEqual(['today', undefined]);
    expect(exceptionNotes(one(expired), findings(), subject())).toEqual([
      'Exception old (shop-team) expired after 2026-05-31: 1 finding is no longer excepted.',
    ]);
  });

  it('says when nothing needs it any more, but only of images it is about', () => {
    expect(exceptionNotes(one('name: gone\nid: CVE-1\nnever: true'), findings(), subject())).toEqual([
      'Exception gone (shop-team) applies to nothing here: it can go.',
    ]);
    expect(exceptionNotes(one('id: CVE-1\nnever: true\nscope: { image: other/* }'), findings(), subject())).toEqual([]);
    expect(exceptionNotes(one('id: CVE-2024-1\nnever: true'), findings(), subject())).toEqual([]);
  });
});

describe('a file of exceptions', () => {
  it.each([
    ['id: CVE-1', 'exceptions.yaml:3: exceptions.0: must have a date in `expires`, or `never: true`'],
    ['expires: 2026-12-31', 'must say what it excepts'],
    ['id: CVE-1\nexpires: 2026-12-31\nnever: true', 'has both'],
    ['id: CVE-1\nexpires: 2026-02-30', 'is no day of the calendar'],
    ['id: CVE-1\nexpires: soon', 'exceptions.yaml:4: exceptions.0.expires: must be a date'],
    ['id: CVE-1\nnever: false', 'exceptions.0.never'],
    ['id: CVE-1\nnever: true\nscope: { package: lodash }', 'is no package URL'],
    ['id: CVE-1\nnever: true\nnote: hi', 'Unrecognized key'],
    ['id: "', 'exceptions.yaml:'],
  ])('%j is refused with the place', (entry, message) => {
    expect(() => one(entry)).toThrow(message);
  });

  it('wants a reason and an owner', () => {
    const text = 'schema: plimsoll-exceptions/1\nexceptions:\n  - { id: CVE-1, never: true, owner: me }';

    expect(() => readExceptions(text, 'x')).toThrow(/exceptions\.0\.reason/);
    expect(() => readExceptions(text.replace('owner: me', 'reason: " ", owner: me'), 'x')).toThrow(/must not be empty/);
  });

  it('never throws anything but its own error', () => {
    const onlyOwn = (text: string) => {
      try {
        readExceptions(text, 'fuzz');
      } catch (error) {
        expect(error).toBeInstanceOf(ScanError);
      }
    };
    const example = file('name: e\nid: CVE-1\nexpires: 2026-12-31\nscope: { image: "a/*" }');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), onlyOwn));
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,-&*!|>%@`\'"# \n\tab1') }), onlyOwn));
    fc.assert(
      fc.property(
        fc.nat(example.length - 1),
        fc.string({ maxLength: 3, unit: fc.constantFrom(...'{}[]:&*!-\n \'"x0') }),
        (at, text) => onlyOwn(example.slice(0, at) + text + example.slice(at + text.length)),
      ),
      { numRuns: 500 },
    );
    const lists = Array.from(
      { length: 20 },
      (_, i) =>
        `a${i}: &a${i} [${Array(20)
          .fill(i === 0 ? 'x' : `*a${i - 1}`)
          .join(',')}]`,
    );
    expect(() => readExceptions(lists.join('\n'), 'bomb')).toThrow(ScanError);
  });
});

describe('a pattern', () => {
  it.each([
    ['a/*', 'a/b', true],
    ['a/*', 'a/b/c', false],
    ['a/**', 'a/b/c', true],
    ['**/c', 'c', true],
    ['**/c', 'a/b/c', true],
    ['**/c', 'a/bc', false],
    ['a/**/c', 'a/c', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a.c', 'abc', false],
    ['', '', true],
    ['*', '', true],
  ])('%j and %j: %j', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('takes its time whatever it holds', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(4000))).toBe(false);
    expect(matchesGlob(`${'**/a'.repeat(100)}b`, 'a/'.repeat(2000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
