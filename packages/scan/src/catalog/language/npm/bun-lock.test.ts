import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { brief, lookAt } from '../look-at.fixture.ts';
import { bunLock } from './bun-lock.ts';
import { withoutComments } from './json-comments.ts';
import { bun, bunBinary, bunOrigins } from './npm.fixture.ts';

/** What Bun 1.4 says of the project in lockb/fixtures/README.md. */
const origins = [
  '@types/ms 0.7.34',
  'fsevents 2.3.3',
  'git-tool ?',
  'hub-tool ?',
  'ini ?',
  'is-buffer 1.1.6',
  'is-even 1.0.0 dev',
  'is-number 4.0.0',
  'is-odd 3.0.1',
  'js-tokens 4.0.0',
  'kind-of 3.2.2 dev',
  'loose-envify 1.4.0',
  'ms 2.1.3 dev',
  'is-number 7.0.0',
  'packed ?',
  'picocolors 1.0.0',
  'react 18.2.0',
  'react-is 19.0.0-rc-66855b96-20241106',
  'redux 5.0.0-rc.1',
  'use-sync-external-store 1.2.0',
  'is-odd 0.1.2 dev',
  'is-number 6.0.0',
  'is-number 3.0.0 dev',
];

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

  it('says what Bun leaves out of production: peers are in it, and each package has its own version of a name', () => {
    const { packages } = lookAt(bunLock, bunOrigins.text);
    expect(brief(packages)).toEqual(origins);
    expect(brief(packages).filter((each) => each.endsWith(' dev'))).toEqual([
      'is-even 1.0.0 dev',
      'kind-of 3.2.2 dev',
      'ms 2.1.3 dev',
      'is-odd 0.1.2 dev',
      'is-number 3.0.0 dev',
    ]);
  });

  it('tells of an alias by the name of its package', () => {
    const lock = {
      packages: { a: ['a@1.0.0', '', { dependencies: { b: 'npm:c@1', d: '1' } }], b: ['c@1.0.0', '', {}] },
    };
    const { packages } = lookAt(bunLock, { path: 'bun.lock', content: JSON.stringify(lock) });
    expect(packages.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ['a', ['c', 'd']],
      ['c', []],
    ]);
  });

  it('is not slowed by a long key with many dependencies', () => {
    const dependencies = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`d${index}`, '1']));
    const key = 'k/'.repeat(1_500_000);
    const lock = {
      workspaces: { '': { dependencies: { [key]: '1' } } },
      packages: { [key]: ['k@1.0.0', '', { dependencies }] },
    };
    const before = performance.now();
    expect(lookAt(bunLock, { path: 'bun.lock', content: JSON.stringify(lock) }).packages).toHaveLength(1);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('bun.lockb', () => {
  it('says the same as the bun.lock that the same Bun writes', () => {
    const { packages, problems } = lookAt(bunLock, bunOrigins.new);
    const byName = (one: FoundPackage, other: FoundPackage) =>
      `${one.name} ${one.version}`.localeCompare(`${other.name} ${other.version}`);
    expect(packages.toSorted(byName)).toEqual(lookAt(bunLock, bunOrigins.text).packages.toSorted(byName));
    expect(problems).toEqual([]);
  });

  it('reads what Bun wrote before it kept scripts, with dependencies that came to nothing', () => {
    const { packages, problems } = lookAt(bunLock, bunOrigins.old);
    const expected = origins
      // Bun 0.5 had no address for the one, left the peer of the project to others, and chose older ones of two.
      .filter((each) => !/^(?:hub-tool|picocolors|kind-of) /.test(each))
      .concat('is-buffer 1.1.5 dev', 'kind-of 3.2.1 dev');
    expect(brief(packages).toSorted()).toEqual(expected.toSorted());
    expect(problems).toEqual([]);
  });

  it('lists a package of an origin it does not know without a version, and says so', () => {
    const content = Buffer.from(bunBinary[0].content);
    // The third package: behind the names and hashes of all, each with 64 bytes of where it comes from.
    const start = Number(content.readBigUInt64LE(magicBytes + 44 + 24));
    const count = Number(content.readBigUInt64LE(magicBytes + 44));
    content[start + count * 16 + 2 * 64] = 99;
    const { packages, problems } = lookAt(bunLock, { path: 'srv/app/bun.lockb', content });
    expect(packages.filter(({ version }) => version === undefined)).toHaveLength(1);
    expect(problems).toMatchObject([
      { message: expect.stringMatching(/srv\/app\/bun\.lockb: of 1 packages it is not known/) },
    ]);
  });

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
    const content = change(Buffer.from(bunBinary[0].content));
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
