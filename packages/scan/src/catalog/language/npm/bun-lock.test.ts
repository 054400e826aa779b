import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { bunLock } from './bun-lock.ts';
import { withoutComments } from './json-comments.ts';
import { bun, bunBinary } from './npm.fixture.ts';

const magicBytes = '#!/usr/bin/env bun\nbun-lockfile-format-v0\n'.length;

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
});

describe('bun.lockb', () => {
  it.each(bunBinary.map((sample, index) => ({ format: index + 2, sample })))('reads format $format', ({ sample }) => {
    const { packages, problems } = lookAt(bunLock, sample);
    expect(brief(packages).toSorted()).toEqual([
      '@types/ms 0.7.34',
      'abbrev 1.1.1 dev',
      'debug 4.3.4',
      'left-pad 1.3.0',
      'minimist 1.2.5',
      'ms 2.0.0',
      'ms 2.1.2',
      'ms 3.0.0-canary.1 dev',
      'nopt 5.0.0 dev',
      'wrappy 1.0.2',
    ]);
    expect(packages.find(({ name }) => name === 'debug')).toMatchObject({ evidence: 'declared', dependsOn: ['ms'] });
    expect(problems).toEqual([]);
  });

  it.each([
    ['another beginning', (bytes: Buffer) => bytes.fill('x', 0, 1), /does not start as a lock file of Bun does/],
    ['a format to come', (bytes: Buffer) => bytes.fill(9, magicBytes, magicBytes + 1), /format is version 9/],
    ['its header alone', (bytes: Buffer) => bytes.subarray(0, magicBytes + 8), /ends at byte \d+, within its header/],
    ['half of itself', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2), /where the file has \d+ bytes/],
  ])('says what is wrong with %s', (_, change, message) => {
    const [sample] = bunBinary;
    const content = change(Buffer.from(sample?.content as Buffer));
    const seen = lookAt(bunLock, { path: 'srv/app/bun.lockb', content });
    expect(seen.packages).toEqual([]);
    expect(seen.problems).toMatchObject([{ code: 'INVENTORY_UNREADABLE', path: 'srv/app/bun.lockb' }]);
    expect(seen.problems[0]?.message).toMatch(message);
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
