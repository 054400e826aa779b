/** The commands as processes of their own, over a small mirror; and whole outputs as snapshots. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AdvisoryStatus } from '@plimsoll/scan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { createStyle } from '../ui/style.ts';
import { asAddress, isLoopback } from './advisories-serve.ts';
import { gateOf, statusLines } from './advisories-status.ts';
import { exitOf, failureLines, progressText, resultLines } from './advisories-update.ts';

const main = new URL('../main.ts', import.meta.url).pathname;
let folder: string;
let mirror: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-advisories-'));
  mirror = join(folder, 'mirror');
  mkdirSync(join(mirror, 'kev'), { recursive: true });
  const vulnerabilities = [{ cveID: 'CVE-2024-1234', dateAdded: '2024-02-01' }];
  writeFileSync(join(mirror, 'kev/known_exploited_vulnerabilities.json'), JSON.stringify({ vulnerabilities }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(words: readonly string[], dir: string) {
  const env = { PATH: process.env.PATH, HOME: folder, PLIMSOLL_ADVISORIES: join(folder, dir) };
  return spawn(process.execPath, ['--conditions=source', main, 'advisories', ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(words: readonly string[], dir: string) {
  const child = start(words, dir);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

describe('as a person uses them', () => {
  it('updates, shows, verifies', { timeout: 60_000 }, async () => {
    expect(await run(['status'], 'a')).toMatchObject({
      code: exitCodes.badFile,
      err: expect.stringContaining('advisories update'),
    });
    const updated = await run(['update', '--from', mirror, '--json'], 'a');
    expect(updated.code).toBe(exitCodes.ok);
    expect(JSON.parse(updated.out).feeds).toContainEqual({ feed: 'kev', outcome: 'changed', failure: null });
    const shown = await run(['status', '--json', '--verify', '--max-age', '1h'], 'a');
    expect([shown.code, JSON.parse(shown.out).whole]).toEqual([exitCodes.ok, true]);
    const partly = await run(['update', '--from', mirror, '--feed', 'kev,epss'], 'a');
    expect([partly.code, partly.err]).toEqual([exitCodes.unreachable, expect.stringContaining('epss was not updated')]);
    expect(await run(['update', '--from', join(folder, 'none')], 'a')).toMatchObject({ code: exitCodes.unreachable });
  });

  it('serves until it is told to stop, and only here unless it is allowed', { timeout: 60_000 }, async () => {
    expect(await run(['serve', '--listen', '0.0.0.0:0', '--mirror', mirror], 'b')).toMatchObject({
      code: exitCodes.usage,
      err: expect.stringContaining('--allow-remote'),
    });
    const server = start(['serve', '--listen', '127.0.0.1:0', '--mirror', mirror], 'b');
    const [line] = (await once(createInterface(server.stderr), 'line')) as [string];
    const url = /http:\S+/.exec(line)?.[0] ?? '';
    expect(await run(['update', '--from', url, '--feed', 'kev'], 'b')).toMatchObject({ code: exitCodes.ok });
    server.kill('SIGINT');
    expect(await once(server, 'exit')).toEqual([exitCodes.ok, null]);
  });

  it('says whose data it is', async () => {
    expect((await run(['status', '--attribution'], 'c')).out).toContain('CC-BY-4.0');
  });
});

const now = Date.UTC(2026, 0, 2, 12);
const hour = 3_600_000;
const feed = {
  feed: 'osv/Debian',
  records: 40_000,
  newestAt: now - 30 * hour,
  fetchedAt: now - 2 * hour,
  failure: undefined,
};
const status = {
  dir: '/var/lib/plimsoll/advisories',
  data: {
    generation: '20260102T100000000Z-0123abcd',
    builtAt: now - 2 * hour,
    newestAt: now - 30 * hour,
    feeds: [feed, { ...feed, feed: 'kev', records: 1404, fetchedAt: now - 50 * hour, failure: 'it was cut off' }],
  },
  checkedAt: now - 2 * hour,
  base: 'publishers',
  packages: 12_000,
  advisories: 90_000,
  ecosystems: [{ ecosystem: 'Debian:12', packages: 12_000 }],
  bytes: 20 << 20,
  feeds: [{ feed: 'osv/Debian', invalidCount: 2, invalid: ['x: y'], leftOut: {} }],
  whole: true,
  problems: ['kev: it was cut off'],
} as unknown as AdvisoryStatus;

it('shows what there is', () => {
  expect(statusLines(status, now, { style: createStyle(false), width: 90 }).join('\n')).toMatchInlineSnapshot(`
    "generation       20260102T100000000Z-0123abcd
    built            2026-01-02 10:00:00Z, 2 h ago
    newest record    2026-01-01 06:00:00Z
    looked for news  2 h ago
    from             publishers
    holds            90.0 k advisories for 12.0 k packages of 1 ecosystem
    size             20.0 MiB
    in               /var/lib/plimsoll/advisories

    FEED        RECORDS  UNREADABLE  NEWEST      READ
    osv/Debian   40.0 k           2  2026-01-01  2 h ago
    kev            1404           0  2026-01-01  2 d ago

    problem  kev: it was cut off"
  `);
});

it.each([
  [undefined, exitCodes.ok],
  [72 * hour, exitCodes.ok],
  [48 * hour, exitCodes.gate],
])('a gate of %s', (maxAgeMs, code) => {
  expect(gateOf(status, { maxAgeMs, now })).toBe(code);
  expect(gateOf({ ...status, whole: false }, { maxAgeMs, now })).toBe(exitCodes.badFile);
});

it('tells how far it is, and what became of it', () => {
  const at = { feed: 'osv/npm', feedsDone: 1, feedsTotal: 9, bytes: 2048, bytesTotal: 4096, records: 0 };
  expect(progressText({ ...at, phase: 'fetching' })).toBe('2 of 9 osv/npm: 2.0 KiB of 4.0 KiB');
  expect(progressText({ ...at, phase: 'reading', records: 1000 })).toBe('2 of 9 osv/npm: 1000 records');
  expect(progressText({ ...at, phase: 'building' })).toBe('building the database');
  const feeds = [
    { feed: 'kev', outcome: 'failed', failure: 'x' },
    { feed: 'epss', outcome: 'changed', failure: undefined },
  ] as const;
  const result = {
    generation: 'g',
    previous: undefined,
    data: status.data as never,
    packages: 1,
    advisories: 2,
    feeds,
  };
  expect(resultLines(result, '/x')).toEqual([
    'Generation g: 2 advisories for 1 package.',
    '1 feed changed, 0 did not, 1 failed. Kept in /x.',
  ]);
  expect(exitOf(result)).toBe(exitCodes.unreachable);
});

it('addresses', () => {
  expect(asAddress('[::1]:80')).toEqual({ host: '::1', port: 80 });
  expect(asAddress(':80')).toEqual({ host: '127.0.0.1', port: 80 });
  expect(() => asAddress('x')).toThrow(/address and a port/);
  expect(() => asAddress('x:99999')).toThrow(/address and a port/);
  expect(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::', '127.evil.example'].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

it('names the first feeds that failed and counts the rest', () => {
  const feeds = Array.from({ length: 59 }, (_, index) => ({
    feed: `osv/${index}`,
    outcome: 'failed' as const,
    failure: 'connection refused',
  }));
  const lines = failureLines({ feeds: feeds as never });
  expect(lines).toHaveLength(6);
  expect(lines[0]).toBe('plimsoll: osv/0 was not updated: connection refused');
  expect(lines[5]).toBe('plimsoll: and 54 feeds more (--json lists all)');
  expect(failureLines({ feeds: [] })).toEqual([]);
});
