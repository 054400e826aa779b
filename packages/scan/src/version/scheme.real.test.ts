/** Against the programs that define the order: dpkg and rpm. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { dpkg } from './dpkg.ts';
import { rpm } from './rpm.ts';
import { versionArbitraries } from './versions.contract.ts';

type Pair = readonly [string, string];

const shared = new URL('../../../../../shared/data/advisories/osv/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-versions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const generated = (id: 'dpkg' | 'rpm', count: number): readonly Pair[] =>
  fc.sample(fc.tuple(versionArbitraries[id], versionArbitraries[id]), { numRuns: count, seed: 7 });

/** Neighbours among the fixed versions of the same package, where most differences are small. */
function published(ecosystem: string, count: number): readonly Pair[] {
  const archive = new URL(`${ecosystem}/all.zip`, shared);
  if (!existsSync(archive)) return [];
  const byName = new Map<string, Set<string>>();
  for (const bytes of Object.values(unzipSync(readFileSync(archive)))) {
    const record = JSON.parse(Buffer.from(bytes).toString('utf8'));
    for (const { package: pkg, ranges } of record.affected ?? [])
      for (const { events } of ranges)
        for (const { fixed } of events) {
          if (fixed === undefined) continue;
          byName.set(pkg.name, (byName.get(pkg.name) ?? new Set()).add(fixed));
        }
  }
  const pairs = [...byName.values()].flatMap((versions) => {
    const list = [...versions];
    return list.slice(1).map((version, i): Pair => [list[i]!, version]);
  });
  const step = Math.max(1, Math.floor(pairs.length / count));
  return pairs.filter((_, index) => index % step === 0).slice(0, count);
}

function disagreements(
  pairs: readonly Pair[],
  compare: typeof dpkg.compare,
  said: readonly number[],
): readonly string[] {
  expect(said).toHaveLength(pairs.length);
  return pairs.flatMap(([a, b], index) => {
    const ours = Math.sign(compare(a, b) ?? Number.NaN);
    return ours === said[index] ? [] : [`${a} and ${b}: ${ours}, not ${said[index]}`];
  });
}

describe.skipIf(!has('dpkg'))('dpkg --compare-versions', () => {
  it('agrees on thousands of pairs', { timeout: 120_000 }, () => {
    const pairs = [...generated('dpkg', 1500), ...published('Debian', 1500)];
    const script = `while read -r a b; do
      if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" eq "$b"; then echo 0; else echo 1; fi
    done`;
    const input = pairs.map((pair) => `${pair.join(' ')}\n`).join('');
    const output = execFileSync('sh', ['-c', script], { input, encoding: 'utf8' });

    expect(disagreements(pairs, dpkg.compare, output.trim().split('\n').map(Number))).toEqual([]);
  });
});

describe.skipIf(!has('rpm'))('rpm.vercmp', () => {
  it('agrees on thousands of pairs', () => {
    const pairs = [...generated('rpm', 10_000), ...published('AlmaLinux', 10_000)];
    const file = join(folder, 'pairs');
    writeFileSync(file, pairs.map((pair) => `${pair.join(' ')}\n`).join(''));
    // What a macro prints is its value, which has a limit: the answers go to a file.
    const script = `local out = io.open("${file}.said", "w")
      for line in io.lines("${file}") do
        local a, b = line:match("([^ ]*) ([^ ]*)")
        out:write(rpm.vercmp(a, b), "\\n")
      end
      out:close()`;
    execFileSync('rpm', ['--eval', `%{lua: ${script}}`]);
    const output = readFileSync(`${file}.said`, 'utf8');

    expect(disagreements(pairs, rpm.compare, output.trim().split('\n').map(Number))).toEqual([]);
  });
});
