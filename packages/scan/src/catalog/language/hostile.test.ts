/** What holds for every language cataloger whatever the bytes: it neither throws nor runs away, and names the file. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactSink } from '../../facts/analyzer.ts';
import { mostPackages } from './bounds.ts';
import { entryOf, lookAt, type Sample, type Seen } from './look-at.fixture.ts';
import { npmLock } from './npm/npm-lock.ts';
import { yarnLock } from './npm/yarn-lock.ts';
import { uvLock } from './python/uv-lock.ts';
import { languageCatalogers } from './registry.ts';
import { samples } from './samples.fixture.ts';

const bytesOf = ({ content }: Sample) => (typeof content === 'string' ? new TextEncoder().encode(content) : content);

/** Pieces of a file cut, doubled, overwritten, as fuzzers do. */
function mutated(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat({ max: Math.max(0, bytes.length - 1) });
  const edit = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), at, value: fc.nat({ max: 255 }) }),
    fc.record({ kind: fc.constant('cut' as const), at, length: fc.nat({ max: 64 }) }),
    fc.record({ kind: fc.constant('double' as const), at, length: fc.nat({ max: 256 }) }),
    fc.record({
      kind: fc.constant('fill' as const),
      at,
      value: fc.constantFrom(0, 255, 32, 10, 123, 91, 34),
      length: fc.nat({ max: 16 }),
    }),
    fc.record({ kind: fc.constant('end' as const), at }),
  );
  return fc.array(edit, { minLength: 1, maxLength: 6 }).map((edits) => {
    let now = Buffer.from(bytes);
    for (const each of edits) {
      if (each.kind === 'set') now[each.at] = each.value;
      else if (each.kind === 'fill') now.subarray(each.at, each.at + each.length).fill(each.value);
      else if (each.kind === 'end') now = now.subarray(0, each.at);
      else if (each.kind === 'cut')
        now = Buffer.concat([now.subarray(0, each.at), now.subarray(each.at + each.length)]);
      else now = Buffer.concat([now.subarray(0, each.at + each.length), now.subarray(each.at)]);
    }
    return now;
  });
}

function expectSane({ packages, problems }: Seen, path: string): void {
  expect(problems.length).toBeLessThan(1000);
  for (const problem of problems) {
    expect(problem.path).toBe(path);
    expect(problem.message).toContain(path);
  }
  for (const { name, version } of packages) {
    expect(name).not.toBe('');
    expect(name.length).toBeLessThanOrEqual(512);
    expect(version?.length ?? 1).toBeGreaterThan(0);
  }
}

describe.each(languageCatalogers.map((each) => [each.id, each] as const))('%s', (id, cataloger) => {
  const own = samples[id] ?? [];

  it('survives mutated files', () => {
    for (const sample of own) {
      fc.assert(
        fc.property(mutated(bytesOf(sample)), (content) => {
          expectSane(lookAt(cataloger, { ...sample, content }), sample.path);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('survives random bytes', () => {
    const [sample] = own as readonly [Sample];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (content) => {
        expectSane(lookAt(cataloger, { ...sample, content }), sample.path);
      }),
      { numRuns: 50 },
    );
  });

  it('survives deep nesting and endless repetition', () => {
    const [sample] = own as readonly [Sample];
    const before = performance.now();
    for (const piece of [
      '[',
      '{"a":',
      '(',
      '[[a]]\n',
      'a = [',
      ' ',
      '\n',
      '- ',
      '"',
      "'",
      '<',
      'a:\n ',
      '/',
      '\t',
      '=',
      '-1',
    ]) {
      const content = piece.repeat(100_000 / piece.length);
      expectSane(lookAt(cataloger, { ...sample, content }), sample.path);
    }
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('limits', () => {
  it('names a file that is too large instead of reading a part of it', () => {
    for (const [id, own] of Object.entries(samples)) {
      const cataloger = languageCatalogers.find((each) => each.id === id);
      // What is looked through as it goes by may be of any size.
      if (cataloger === undefined || cataloger.open({} as FactSink).follow !== undefined) continue;
      const [sample] = own as readonly [Sample];
      const { problems } = lookAt(cataloger, sample, 2 ** 30);
      expect(problems).toMatchObject([{ code: 'FILE_TOO_LARGE', path: sample.path }]);
    }
  });

  it('keeps a hundred thousand of a million packages, and says so', () => {
    const content = `# yarn lockfile v1\n${Array.from({ length: 300_000 }, (_, index) => `p${index}@1:\n  version "1"\n`).join('')}`;
    const seen = lookAt(yarnLock, { path: 'app/yarn.lock', content });
    expect(seen.packages).toHaveLength(mostPackages);
    expect(seen.problems).toMatchObject([
      { message: expect.stringContaining('300000 packages'), path: 'app/yarn.lock' },
    ]);
  });

  it('leaves out names that would break a terminal, and says so', () => {
    const packages = {
      'node_modules/\u001b[31m': { version: '1.0.0' },
      [`node_modules/${'x'.repeat(1000)}`]: { version: '1.0.0' },
      'node_modules/fine': { version: '1.0.0', dependencies: { 'a\nb': '1' } },
    };
    const seen = lookAt(npmLock, {
      path: 'package-lock.json',
      content: JSON.stringify({ lockfileVersion: 3, packages }),
    });
    expect(seen.packages).toMatchObject([{ name: 'fine', dependsOn: [] }]);
    expect(seen.problems).toMatchObject([{ message: expect.stringContaining('2 entries') }]);
  });
});

it('reads no more of one kind of file in a layer than any image has, and names each that is left out', () => {
  const problems: string[] = [];
  const sink = {
    problem: ({ path }: { path: string }) => problems.push(path),
    inventory: () => {},
  } as unknown as FactSink;
  const pass = uvLock.open(sink);
  const bytes = Buffer.alloc(8 * 1024 * 1024, '\n');
  for (let index = 0; index < 10; index++) {
    const entry = entryOf(`app/${index}/uv.lock`, { bytes: bytes.length });
    pass.look({ entry, bytes, whole: true });
  }
  expect(problems).toEqual(['app/8/uv.lock', 'app/9/uv.lock']);
});
