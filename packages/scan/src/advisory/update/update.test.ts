import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openAdvisories } from '../generation/open-generation.ts';
import { statusOf } from '../generation/status.ts';
import { putEpss, putFile, putKev, putOsv } from '../mirror.fixture.ts';
import { folders, idsIn, many, update } from './update.fixture.ts';
import { lockUpdates } from './update-lock.ts';

describe('a mirror folder', () => {
  it('makes no new generation when nothing changed, and tells that it looked', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(3));
    const first = await update({ dir: at.dir, base: at.mirror });
    const second = await update({ dir: at.dir, base: `file://${at.mirror}` });
    expect(second.generation).toBe(first.generation);
    const third = await update({ dir: at.dir, base: at.mirror });
    expect([third.previous, third.feeds[0]?.outcome]).toEqual([first.generation, 'unchanged']);
    expect(third.data.feeds[0]?.fetchedAt).toBeGreaterThan(first.data.feeds[0]?.fetchedAt ?? 0);
    expect(openAdvisories(at.dir).data).toEqual(third.data);
  });

  it('keeps the generation before, also of a clock that was set back', async () => {
    using at = folders();
    const made: string[] = [];
    for (const [count, year] of [
      [3, 2030],
      [4, 2031],
      [5, 2029],
      [5, 2028],
    ] as const) {
      putOsv(at.mirror, 'npm', many(count));
      made.push((await update({ dir: at.dir, base: at.mirror, now: () => Date.UTC(year, 0, 1) })).generation);
    }
    expect(made[3]).toBe(made[2]);
    expect(readdirSync(join(at.dir, 'generations')).toSorted()).toEqual([made[2], made[1]]);
  });

  it('a feed that shrinks is refused, said, and kept; force takes it', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(10));
    await update({ dir: at.dir, base: at.mirror });
    putOsv(at.mirror, 'npm', many(7));
    const shrunk = await update({ dir: at.dir, base: at.mirror });
    expect(shrunk.feeds[0]).toEqual({
      feed: 'osv/npm',
      outcome: 'failed',
      failure: 'osv/npm shrank from 10 to 7 records',
    });
    expect([idsIn(at.dir).length, openAdvisories(at.dir).data.feeds[0]?.failure]).toEqual([
      10,
      'osv/npm shrank from 10 to 7 records',
    ]);
    const forced = await update({ dir: at.dir, base: at.mirror, force: true });
    expect([idsIn(at.dir).length, forced.data.feeds[0]?.failure]).toEqual([7, undefined]);
    putOsv(at.mirror, 'npm', many(6));
    expect((await update({ dir: at.dir, base: at.mirror })).feeds[0]?.outcome).toBe('changed');
  });

  it.each([
    [
      'KEV',
      (mirror: string, count: number) =>
        putKev(
          mirror,
          Array.from({ length: count }, (_, index) => `CVE-2024-${1000 + index}`),
        ),
      'kev',
    ],
    [
      'EPSS',
      (mirror: string, count: number) =>
        putEpss(
          mirror,
          Array.from({ length: count }, (_, index) => `CVE-2024-${1000 + index},0.1,0.2`),
        ),
      'epss',
    ],
  ])('%s that shrinks too', async (_, put, feed) => {
    using at = folders();
    put(at.mirror, 10);
    await update({ dir: at.dir, base: at.mirror });
    put(at.mirror, 5);
    expect((await update({ dir: at.dir, base: at.mirror })).feeds).toContainEqual({
      feed,
      outcome: 'failed',
      failure: `${feed} shrank from 10 to 5 records`,
    });
  });

  it('a broken feed does not touch the others, and keeps what it had', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(2));
    putKev(at.mirror, ['CVE-2024-1234']);
    await update({ dir: at.dir, base: at.mirror });
    putFile(at.mirror, 'osv/npm/all.zip', '<html>');
    putFile(at.mirror, 'osv/npm/modified_id.csv', '');
    putKev(at.mirror, ['CVE-2024-1234', 'CVE-2024-5678']);
    const result = await update({ dir: at.dir, base: at.mirror });
    expect(
      result.feeds.filter(({ outcome }) => outcome !== 'absent').map(({ feed, outcome }) => [feed, outcome]),
    ).toEqual([
      ['osv/npm', 'failed'],
      ['kev', 'changed'],
    ]);
    expect(result.feeds[0]?.failure).toMatch(/osv\/npm\/all\.zip cannot be read: it is no ZIP archive/);
    expect([idsIn(at.dir).length, openAdvisories(at.dir).kev('CVE-2024-5678') !== undefined]).toEqual([2, true]);
  });

  it('a feed that vanished keeps what it had, and is told', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(2));
    await update({ dir: at.dir, base: at.mirror });
    using other = folders();
    putKev(other.mirror, ['CVE-2024-1234']);
    const result = await update({ dir: at.dir, base: other.mirror, feeds: ['osv/npm', 'kev'] });
    expect(result.feeds.map(({ feed, outcome }) => [feed, outcome])).toEqual([
      ['osv/npm', 'failed'],
      ['kev', 'changed'],
    ]);
    expect(idsIn(at.dir)).toHaveLength(2);
  });

  it('fails as a whole only when nothing usable exists', async () => {
    using at = folders();
    putFile(at.mirror, 'osv/npm/all.zip', '<html>');
    await expect(update({ dir: at.dir, base: at.mirror })).rejects.toMatchObject({ code: 'FEED_INVALID' });
    await expect(update({ dir: at.dir, base: join(at.mirror, 'none') })).rejects.toMatchObject({
      code: 'FEED_UNREACHABLE',
    });
    await expect(update({ dir: at.dir, base: 'ftp://x/' })).rejects.toMatchObject({ code: 'FEED_UNREACHABLE' });
    await expect(update({ dir: at.dir, base: at.mirror, feeds: ['nonsense'] })).rejects.toMatchObject({
      code: 'FEED_INVALID',
    });
  });

  it('some records that make no sense are counted and named; many are refused', async () => {
    using at = folders();
    const broken = Array.from({ length: 5 }, (_, index) => ({ id: `X-${index}`, affected: 7 }));
    putOsv(at.mirror, 'npm', [...many(100), ...broken]);
    await update({ dir: at.dir, base: at.mirror });
    expect(statusOf(at.dir).feeds[0]).toMatchObject({
      invalidCount: 5,
      invalid: expect.arrayContaining(['X-0.json: `affected` is no list']),
    });
    putOsv(at.mirror, 'npm', [
      ...many(100),
      ...Array.from({ length: 30 }, (_, index) => ({ id: `X-${index}`, affected: 7 })),
    ]);
    expect((await update({ dir: at.dir, base: at.mirror })).feeds[0]?.failure).toMatch(
      /30 of 130 records that make no sense/,
    );
  });

  it('a generation that was damaged is built again, though no feed changed', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(3));
    const { generation } = await update({ dir: at.dir, base: at.mirror });
    const file = join(at.dir, 'generations', generation, 'advisories.sqlite');
    truncateSync(file, 4096);
    expect(() => idsIn(at.dir)).toThrow(/damaged/);
    const mended = await update({ dir: at.dir, base: at.mirror });
    expect([mended.feeds[0]?.outcome, mended.previous]).toEqual(['unchanged', undefined]);
    expect(idsIn(at.dir)).toHaveLength(3);
  });

  it('a change of a feed that a crash cut off is taken back, even where the feed cannot be read again', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(50));
    await update({ dir: at.dir, base: at.mirror });
    const file = join(at.dir, 'feeds', 'osv%2Fnpm.sqlite');
    const database = new Sqlite(file);
    // A cache of a page: what is changed goes to the file before it is committed, as with a large change.
    database.pragma('cache_size = 1');
    database.exec("BEGIN; UPDATE record SET head = '[]' || head, detail = zeroblob(5000);");
    for (const end of ['', '-journal']) copyFileSync(`${file}${end}`, join(at.dir, `crashed${end}`));
    database.exec('ROLLBACK');
    database.close();
    for (const end of ['', '-journal']) renameSync(join(at.dir, `crashed${end}`), `${file}${end}`);
    rmSync(join(at.mirror, 'osv'), { recursive: true });
    putKev(at.mirror, ['CVE-2024-1234']);
    await update({ dir: at.dir, base: at.mirror, feeds: ['kev'] });
    expect(idsIn(at.dir)).toHaveLength(50);
  });

  it('what fails after a feed came does not hide that it came', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(2));
    await update({ dir: at.dir, base: at.mirror, keepRaw: true });
    putOsv(at.mirror, 'npm', many(4));
    rmSync(join(at.dir, 'mirror'), { recursive: true });
    writeFileSync(join(at.dir, 'mirror'), 'no folder');
    const result = await update({ dir: at.dir, base: at.mirror, keepRaw: true });
    expect(result.feeds[0]).toMatchObject({
      outcome: 'failed',
      failure: expect.stringMatching(/could not be read or kept/),
    });
    expect(idsIn(at.dir)).toHaveLength(4);
  });

  it('one update at a time', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(1));
    const lock = lockUpdates(at.dir);
    await expect(update({ dir: at.dir, base: at.mirror })).rejects.toMatchObject({ code: 'UPDATE_RUNNING' });
    lock.release();
    await update({ dir: at.dir, base: at.mirror });
  });

  it('an update that is given up leaves what was in use, and the next one takes up what came', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', many(2));
    await update({ dir: at.dir, base: at.mirror });
    putOsv(at.mirror, 'npm', many(5));
    const stop = new AbortController();
    const given = update({ dir: at.dir, base: at.mirror, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(given).rejects.toThrow(/abort/i);
    expect(idsIn(at.dir)).toHaveLength(2);
    await update({ dir: at.dir, base: at.mirror });
    expect(idsIn(at.dir)).toHaveLength(5);
  });
});

it('killed at any moment, a usable generation is left', { timeout: 60_000 }, async () => {
  using at = folders();
  const program = join(import.meta.dirname, 'endless-updater.fixture.ts');
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ['--conditions=source', program, at.dir, at.mirror], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // After its first update, at a moment that differs from round to round.
    await once(child.stdout, 'data');
    await pause(9 * round);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const database = openAdvisories(at.dir);
    const fixes = new Set(
      Array.from({ length: 300 }, (_, index) => JSON.stringify(database.find('npm', `p${index}`)[0]?.ranges)),
    );
    database.close();
    // One update's records, all of them.
    expect(fixes.size).toBe(1);
    expect(statusOf(at.dir, { verify: true })).toMatchObject({ whole: true, problems: [] });
  }
  putOsv(at.mirror, 'npm', many(3));
  await update({ dir: at.dir, base: at.mirror, force: true });
  expect(readdirSync(join(at.dir, 'generations')).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(statSync(join(at.dir, 'current.json')).size).toBe(readFileSync(join(at.dir, 'current.json')).length);
});
