import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { bunLock } from './bun-lock.ts';
import { withoutComments } from './json-comments.ts';
import { bun } from './npm.fixture.ts';

describe('bun.lock', () => {
  it('reads packages and tells by the graph which are for development', () => {
    const { packages } = lookAt(bunLock, bun);
    expect(brief(packages)).toEqual([
      'js-tokens 4.0.0',
      'loose-envify 1.4.0',
      'react 18.2.0',
      'typescript 5.0.2 dev',
      'chalk 5.3.0 dev',
      'tool ?',
    ]);
    expect(packages[2]?.dependsOn).toEqual(['loose-envify']);
  });

  it('says that the binary format is not read, and what to do', () => {
    const seen = lookAt(bunLock, { path: 'srv/app/bun.lockb', content: new Uint8Array([35, 33, 47, 117]) });
    expect(seen.packages).toEqual([]);
    expect(seen.problems[0]?.message).toMatch(/srv\/app\/bun\.lockb.*commit bun\.lock/);
  });
});

describe('JSON with comments', () => {
  it.each([
    ['{"a": [1, 2,], }', { a: [1, 2] }],
    ['[1, // one\n 2, /* two, */ ]', [1, 2]],
    ['{"a": "// no comment, }", }', { a: '// no comment, }' }],
    ['["\\"", ]', ['"']],
    ['[[1,],[2,],]', [[1], [2]]],
  ])('reads %s', (text, expected) => {
    expect(JSON.parse(withoutComments(text))).toEqual(expected);
  });

  it('changes nothing in plain JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(withoutComments(text)).toBe(text);
      }),
    );
  });
});
