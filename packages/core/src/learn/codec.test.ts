import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoreError } from '../errors.ts';
import { anyBaseline } from './baseline.fixture.ts';
import { emptyBaseline } from './baseline.ts';
import { decodeBaseline, encodeBaseline } from './codec.ts';
import { hashWord } from './hash.ts';

describe('baselines as bytes', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(anyBaseline(), (baseline) => {
        const bytes = encodeBaseline(baseline);
        const back = decodeBaseline(bytes);
        expect(encodeBaseline(back)).toEqual(bytes);
        expect([...back.process.shapes]).toEqual([...baseline.process.shapes].sort(([a], [b]) => (a < b ? -1 : 1)));
      }),
      { numRuns: 60 },
    );
  });

  it('say that a newer format needs a newer program', () => {
    const bytes = encodeBaseline(emptyBaseline());
    bytes[4] = 9;
    expect(() => decodeBaseline(bytes)).toThrow(expect.objectContaining({ code: 'BASELINE_VERSION_UNKNOWN' }));
  });

  it('of the first format, which knew no rates of starts, are still read', () => {
    const bytes = encodeBaseline(emptyBaseline());
    const [version, rates] = [4, 3];
    const first = [...bytes.subarray(0, bytes.length - 4 - rates)];
    first[version] = 1;
    // Of an empty baseline every part is a 0: which three are left out makes no difference.
    expect(encodeBaseline(decodeBaseline(sealed(Uint8Array.from(first))))).toEqual(bytes);
  });

  it('are refused when cut or changed anywhere, never a crash', () => {
    const [baseline] = fc.sample(anyBaseline(), { numRuns: 1, seed: 7 });
    const bytes = encodeBaseline(baseline ?? emptyBaseline());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] as number) ^ change;
        expect(() => decodeBaseline(damaged)).toThrow(CoreError);
        expect(() => decodeBaseline(bytes.subarray(0, at))).toThrow(CoreError);
      }),
      { numRuns: 300 },
    );
  });

  it('are refused or read in bounds when an attacker fixes the checksum', () => {
    const [baseline] = fc.sample(anyBaseline(), { numRuns: 1, seed: 11 });
    const bytes = encodeBaseline(baseline ?? emptyBaseline());
    const edits = fc.array(fc.tuple(fc.integer({ min: 5, max: bytes.length - 5 }), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(edits, fc.uint8Array({ maxLength: 40 }), (changes, more) => {
        for (const body of [
          patched(bytes.subarray(0, bytes.length - 4), changes),
          [...bytes.subarray(0, 5), ...more],
        ]) {
          try {
            const read = decodeBaseline(sealed(Uint8Array.from(body)));
            expect(encodeBaseline(read).length).toBeLessThan(bytes.length + 100);
          } catch (error) {
            expect(error).toBeInstanceOf(CoreError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

function patched(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const copy = bytes.slice();
  for (const [at, value] of changes) copy[at] = value;
  return copy;
}

/** The checksum guards against accidents: anyone can compute it. */
function sealed(body: Uint8Array): Uint8Array {
  let sum = hashWord(0x706c696d, body.length);
  for (const byte of body) sum = (Math.imul(sum ^ byte, 0x01000193) + 1) >>> 0;
  const end = hashWord(sum, body.length);
  return Uint8Array.from([...body, end & 255, (end >>> 8) & 255, (end >>> 16) & 255, end >>> 24]);
}
