import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SchemeId } from './scheme.ts';
import { schemes } from './schemes.ts';
import { versionArbitraries } from './versions.contract.ts';

const ids = Object.keys(schemes) as readonly SchemeId[];

describe.each(ids)('%s', (id) => {
  const scheme = schemes[id];
  const version = versionArbitraries[id];
  const order = (a: string, b: string) => Math.sign(scheme.compare(a, b) ?? Number.NaN);

  it('reads every version that is built by its rules', () => {
    fc.assert(fc.property(version, (a) => scheme.compare(a, a) === 0));
  });

  it('says the opposite the other way round', () => {
    fc.assert(fc.property(version, version, (a, b) => order(a, b) === 0 - order(b, a)));
  });

  it('is transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const [first, second, third] = [a, b, c].sort(order);
        expect(order(first!, second!)).toBeLessThanOrEqual(0);
        expect(order(second!, third!)).toBeLessThanOrEqual(0);
        expect(order(first!, third!)).toBeLessThanOrEqual(0);
        if (order(a, b) === 0) expect(order(a, c)).toBe(order(b, c));
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, and knows two strings or neither order of them', () => {
    const any = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      version,
      fc.string({ unit: fc.constantFrom(...'0129.-_~^+:rapbcdevlphg!x*') }),
    );
    fc.assert(
      fc.property(any, any, (a, b) => {
        const there = scheme.compare(a, b);
        const back = scheme.compare(b, a);
        expect(there === undefined).toBe(back === undefined);
        if (there !== undefined) {
          expect(Number.isNaN(there)).toBe(false);
          expect(Math.sign(there)).toBe(0 - Math.sign(back ?? Number.NaN));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['', ' ', 'unknown', '$[revision]', '(devel)', '1.0 beta', '1.0\n', '1.0\u0000', '１.０', 'LATEST'])(
    'does not take %j for a version',
    (text) => {
      expect(scheme.compare(text, text)).toBeUndefined();
      expect(scheme.compare(text, '1.0')).toBeUndefined();
    },
  );

  it('does not read what no version is as long as', () => {
    const hostile = ['1'.repeat(300), `1.${'1.'.repeat(200)}1`, `1-${'a-'.repeat(200)}a`, `1_p${'_p1'.repeat(200)}`];
    for (const text of hostile) expect(scheme.compare(text, '1.0')).toBeUndefined();
  });

  it('takes no time over what almost is a version', () => {
    const started = performance.now();
    for (const piece of ['1', '1.', '.1', '-1', 'a1', '_p', '-alpha.1', 'rc1.', '~', '+1'])
      for (const tail of ['!', '\u0000', ' ', '!x']) scheme.compare(`1${piece.repeat(250 / piece.length)}${tail}`, '1');
    expect(performance.now() - started).toBeLessThan(200);
  });
});

it('takes a Maven qualifier for a word, whatever objects call it', () => {
  for (const word of ['constructor', 'tostring', 'valueof', 'hasownproperty'])
    expect(Math.sign(schemes.maven.compare(`1-${word}1`, '1-zz1') ?? Number.NaN)).toBe(word < 'zz' ? -1 : 1);
});
