import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInVers, parseVers } from './vers.ts';

function lies(version: string, range: string): boolean | undefined {
  const parsed = parseVers(range);
  return parsed !== undefined && 'order' in parsed ? isInVers(parsed, version) : undefined;
}

describe('a range', () => {
  it.each([
    ['1.2.3', 'vers:npm/1.2.3|>=2.0.0|<5.0.0', true],
    ['1.2.4', 'vers:npm/1.2.3|>=2.0.0|<5.0.0', false],
    ['4.9.9', 'vers:npm/1.2.3|>=2.0.0|<5.0.0', true],
    ['5.0.0', 'vers:npm/1.2.3|>=2.0.0|<5.0.0', false],
    ['2.2.1', 'vers:gem/>=2.2.0|!=2.2.1|<2.3.0', false],
    ['2.2.2', 'vers:gem/>=2.2.0|!=2.2.1|<2.3.0', true],
    ['0.1', 'vers:pypi/<1.0|>2.0', true],
    ['1.5', 'vers:pypi/<1.0|>2.0', false],
    ['3.0', 'vers:pypi/<1.0|>2.0', true],
    ['1.0.post1', 'vers:pypi/<=1.0', false],
    ['1:1.0-1', 'vers:deb/<1%3A1.0-2', true],
    ['2.0-1', 'vers:deb/<1%3A1.0-2', true],
    ['1.0~rc1-1', 'vers:deb/<1.0-1', true],
    ['1:3.0.7-16.el9', 'vers:rpm/>=1:3.0.7-1.el9|<1:3.0.7-18.el9', true],
    ['1.0-alpha-1', 'vers:maven/<1.0', true],
    ['1.2.3-r4', 'vers:alpine/<1.2.3-r5', true],
    ['1.10', 'vers:nuget/>=1.9', true],
    ['v1.2.3', 'vers:golang/< v1.3.0', true],
    ['anything', 'vers:generic/*', true],
    ['7.8', 'vers:semver/>=7.7.0 | <7.9.0', true],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(lies(version, range)).toBe(expected);
  });

  it.each(['>=1.0.0|!=1.0.0', '!=1.0.0|>=1.0.0', '<=1.0.0|<1.0.0', '<1.0.0|<=1.0.0'])(
    'that says two things of one version has it not: %s',
    (constraints) => {
      expect(lies('1.0.0', `vers:npm/${constraints}`)).toBe(false);
    },
  );

  it('holds nothing that cannot be compared with it', () => {
    expect(lies('unknown', 'vers:npm/<2.0.0')).toBe(false);
    expect(lies('1.0.0', 'vers:npm/<next')).toBe(false);
  });

  it('of a scheme that is not known here is told by its name', () => {
    expect(parseVers('vers:openssl/<1.1.1k')).toEqual({ unknown: 'openssl' });
    expect(parseVers('vers:constructor/1')).toEqual({ unknown: 'constructor' });
  });

  it.each([
    '',
    'npm/<1',
    'vers:npm',
    'vers:npm/',
    'vers:npm/|',
    'vers:npm/<',
    'vers:npm/*|1',
    'vers:npm/%zz',
    `vers:npm/${'1|'.repeat(300)}1`,
  ])('%s is none', (text) => {
    expect(parseVers(text)).toBeUndefined();
  });

  it('is between its two ends and nowhere else, whatever they are', () => {
    const version = fc.tuple(fc.nat(4), fc.nat(4)).map((parts) => `${parts.join('.')}.0`);
    const number = (text: string) => Number(text.split('.')[0]) * 10 + Number(text.split('.')[1]);
    fc.assert(
      fc.property(version, version, version, (from, to, asked) => {
        const expected = number(from) <= number(asked) && number(asked) < number(to);
        // Ends in the wrong order are no range: "from 3, below 2" is below 2 and from 3 on.
        fc.pre(number(from) < number(to));
        expect(lies(asked, `vers:semver/>=${from}|<${to}`)).toBe(expected);
        expect(lies(asked, `vers:semver/<${to}|>=${from}`)).toBe(expected);
      }),
    );
  });

  it('is read from any text without an end of its time, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 30 }), (list, version) => {
        const parsed = parseVers(`vers:npm/${list}`);
        if (parsed !== undefined && 'order' in parsed) expect(typeof isInVers(parsed, version)).toBe('boolean');
      }),
    );
  });
});
