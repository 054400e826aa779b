import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keywordSearch } from './keyword-search.ts';

const hits = (keywords: readonly { text: string; exactCase: boolean }[], bytes: Uint8Array) => {
  const found: (readonly [number, number])[] = [];
  keywordSearch(keywords).run(bytes, (keyword, at) => {
    found.push([keyword, at]);
    return true;
  });
  return found;
};

describe('keywordSearch', () => {
  it('finds what looking at every place finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '_', '9'), minLength: 2, maxLength: 7 });
    const keyword = fc.record({ text: word, exactCase: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(keyword, { minLength: 1, maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '_', '9'), maxLength: 120 }),
        (keywords, text) => {
          const expected = [...text].flatMap((_, at) =>
            keywords.flatMap(({ text: one, exactCase }, index) => {
              const here = text.slice(at, at + one.length);
              return (exactCase ? here === one : here.toLowerCase() === one.toLowerCase()) ? [`${index} ${at}`] : [];
            }),
          );
          expect(
            hits(keywords, Buffer.from(text))
              .map((pair) => pair.join(' '))
              .sort(),
          ).toEqual(expected.sort());
        },
      ),
    );
  });

  it('stops when told to, and bears no keywords and no bytes', () => {
    let calls = 0;
    keywordSearch([{ text: 'ab', exactCase: true }]).run(Buffer.from('ababab'), () => ++calls < 2);
    expect(calls).toBe(2);
    expect(hits([], Buffer.from('abc'))).toEqual([]);
    expect(hits([{ text: 'ab', exactCase: true }], Buffer.from(''))).toEqual([]);
  });
});
