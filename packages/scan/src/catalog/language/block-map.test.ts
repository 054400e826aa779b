import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type BlockMap, readBlockMap } from './block-map.ts';

/** Maps as objects, for comparison. */
function plain(map: BlockMap): unknown {
  return Object.fromEntries([...map].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]));
}

describe('the YAML of lock files', () => {
  it('reads nested maps, lists, quoted keys and comments', () => {
    const text = `%YAML 1.2
---
# comment
a: 1 # not a fragment
'@b/c':
  "d e": 'it''s'
  list:
    - one
    - 'two'
  flow: {x: 1}
same:
- three
url: https://x.example/#fragment
text: |
  not: a key
last: "a\\"b"
`;
    expect(plain(readBlockMap(text))).toEqual({
      a: '1',
      '@b/c': { 'd e': "it's", list: ['one', 'two'], flow: '{x: 1}' },
      same: ['three'],
      url: 'https://x.example/#fragment',
      text: '|',
      last: 'a"b',
    });
  });

  it('reads keys that are written with a question mark', () => {
    const text = '? "a long key"\n: value\n? "another"\n:\n  deeper: 1\nplain: 2\n';
    expect(plain(readBlockMap(text))).toEqual({ 'a long key': 'value', another: { deeper: '1' }, plain: '2' });
  });

  it('refuses tabs and endless depth', () => {
    expect(() => readBlockMap('a:\n\tb: 1\n')).toThrow('tab');
    expect(() => readBlockMap(Array.from({ length: 50 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'))).toThrow(
      'levels',
    );
  });

  it('reads what a YAML writer writes', () => {
    const key = fc.stringMatching(/^[a-z@/][a-z0-9@/._^~-]{0,20}$/);
    const value = fc.stringMatching(/^[a-z0-9^~][a-z0-9@/._ ^~:#'"-]{0,20}[a-z0-9]$/);
    const leaf = fc.dictionary(key, value, { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(fc.dictionary(key, leaf, { minKeys: 1, noNullPrototype: true }), (tree) => {
        expect(
          plain(
            readBlockMap(stringify(tree, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })),
          ),
        ).toEqual(tree);
        expect(plain(readBlockMap(stringify(tree, { lineWidth: 0, schema: 'failsafe' })))).toEqual(tree);
      }),
    );
  });
});
