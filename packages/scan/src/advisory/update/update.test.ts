import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openAdvisories } from '../generation/open-generation.ts';
import { statusOf } from '../generation/status.ts';
import {
  changesOf,
  type OsvJson,
  osvRecord,
  putEpss,
  putFile,
  putKev,
  putOsv,
  temporaryFolder,
  zipOf,
} from '../mirror.fixture.ts';
import { serveAdvisories } from '../serve/serve-advisories.ts';
import { type UpdateOptions, updateAdvisories } from './update-advisories.ts';
import { lockUpdates } from './update-lock.ts';

let clock = Date.UTC(2026, 0, 1);
const update = (options: Partial<UpdateOptions> & Pick<UpdateOptions, 'dir'>) =>
  updateAdvisories({ signal: new AbortController().signal, now: () => (clock += 1000), pausesMs: [1, 1], ...options });

function folders() {
  const root = temporaryFolder();
  return {
    mirror: join(root.path, 'mirror'),
    dir: join(root.path, 'data'),
    [Symbol.dispose]: () => root[Symbol.dispose](),
  };
}
const idsIn = (dir: string, name = 'left') => {
  const database = openAdvisories(dir);
  const ids = database
    .find('npm', name)
    .map(({ id }) => id)
    .toSorted();
  database.close();
  return ids;
};
const many = (count: number) => Array.from({ length: count }, (_, index) => osvRecord(`GHSA-${index}`));

/** Answers as the test says, and remembers what it was asked. */
async function site(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

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

describe('a mirror behind HTTP', () => {
  /** Like OSV's bucket: ETags, an archive, changes, single records. */
  function bucket(records: OsvJson[]) {
    return (request: IncomingMessage, response: ServerResponse) => {
      const name = decodeURIComponent(request.url ?? '').replace('/osv/npm/', '');
      const one = records.find(({ id }) => `${id}.json` === name);
      const body =
        name === 'all.zip'
          ? Buffer.from(zipOf(records))
          : name === 'modified_id.csv'
            ? changesOf(records)
            : one === undefined
              ? undefined
              : JSON.stringify(one);
      if (body === undefined) return void response.writeHead(404).end();
      const etag = `"${name}-${records.map(({ id, modified }) => id + modified).join().length}-${records.at(-1)?.modified}"`;
      if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
      response.writeHead(200, { etag }).end(body);
    };
  }
  const only = { feeds: ['osv/npm'] };

  it('asks only for what changed', async () => {
    using at = folders();
    const records = [
      osvRecord('GHSA-a'),
      osvRecord('GHSA-b'),
      osvRecord('GHSA-c'),
      osvRecord('GHSA-d'),
      osvRecord('GHSA-e'),
    ];
    await using server = await site(bucket(records));
    await update({ dir: at.dir, base: server.url, ...only });
    expect(server.asked).toEqual(['/osv/npm/modified_id.csv', '/osv/npm/all.zip']);
    server.asked.length = 0;
    await update({ dir: at.dir, base: server.url, ...only });
    expect(server.asked).toEqual(['/osv/npm/modified_id.csv']);

    server.asked.length = 0;
    records[1] = osvRecord('GHSA-b', { fixed: '9.0.0', modified: '2024-05-01T00:00:00Z' });
    records[2] = osvRecord('GHSA-c', { withdrawn: '2024-05-02T00:00:00Z', modified: '2024-05-02T00:00:00Z' });
    records.push(osvRecord('GHSA-f', { modified: '2024-05-03T00:00:00Z' }));
    const changed = await update({ dir: at.dir, base: server.url, ...only });
    expect(server.asked.toSorted()).toEqual([
      '/osv/npm/GHSA-b.json',
      '/osv/npm/GHSA-c.json',
      '/osv/npm/GHSA-f.json',
      '/osv/npm/modified_id.csv',
    ]);
    expect(changed.feeds[0]?.outcome).toBe('changed');
    expect(idsIn(at.dir)).toEqual(['GHSA-a', 'GHSA-b', 'GHSA-d', 'GHSA-e', 'GHSA-f']);
    expect(
      openAdvisories(at.dir)
        .find('npm', 'left')
        .find(({ id }) => id === 'GHSA-b')?.ranges[0]?.events,
    ).toContainEqual({ fixed: '9.0.0' });
    // The same as if all of it had been read.
    const whole = folders();
    await update({ dir: whole.dir, base: server.url, ...only });
    const show = (dir: string) =>
      openAdvisories(dir)
        .find('npm', 'left')
        .map((each) => JSON.stringify(each))
        .toSorted();
    expect(show(at.dir)).toEqual(show(whole.dir));
    whole[Symbol.dispose]();
  });

  it('takes the archive when single records are not there, or too many changed', async () => {
    using at = folders();
    const records = [osvRecord('GHSA-a')];
    const whole = bucket(records);
    await using server = await site((request, response) =>
      /GHSA/.test(request.url ?? '') ? response.writeHead(404).end() : whole(request, response),
    );
    await update({ dir: at.dir, base: server.url, ...only });
    records.push(osvRecord('GHSA-b', { modified: '2024-05-01T00:00:00Z' }));
    await update({ dir: at.dir, base: server.url, ...only });
    expect(idsIn(at.dir)).toEqual(['GHSA-a', 'GHSA-b']);
    for (let index = 0; index < 600; index++)
      records.push(osvRecord(`GHSA-x${index}`, { modified: '2024-06-01T00:00:00Z' }));
    server.asked.length = 0;
    await update({ dir: at.dir, base: server.url, ...only });
    expect(server.asked).toEqual(['/osv/npm/modified_id.csv', '/osv/npm/all.zip']);
  });

  it('reads what `serve` serves, single records out of the archive', async () => {
    using at = folders();
    putOsv(at.mirror, 'npm', [osvRecord('GHSA-a')]);
    const server = await serveAdvisories({ folder: at.mirror, host: '127.0.0.1', port: 0 });
    await update({ dir: at.dir, base: server.url });
    putOsv(at.mirror, 'npm', [osvRecord('GHSA-a'), osvRecord('GHSA-b', { modified: '2024-05-01T00:00:00Z' })]);
    const result = await update({ dir: at.dir, base: server.url });
    await server.close();
    expect([result.feeds.find(({ feed }) => feed === 'osv/npm')?.outcome, idsIn(at.dir)]).toEqual([
      'changed',
      ['GHSA-a', 'GHSA-b'],
    ]);
  });

  it('keeps feeds as they came, for others', async () => {
    using at = folders();
    await using server = await site(bucket([osvRecord('GHSA-a')]));
    await update({ dir: at.dir, base: server.url, ...only, keepRaw: true });
    using second = folders();
    await update({ dir: second.dir, base: join(at.dir, 'mirror') });
    expect(idsIn(second.dir)).toEqual(['GHSA-a']);
  });

  it('resumes what was cut off', async () => {
    using at = folders();
    const body = Buffer.from(zipOf(many(200)));
    let cuts = 0;
    await using server = await site((request, response) => {
      if (request.url?.endsWith('csv') === true) return void response.writeHead(404).end();
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const head = {
        etag: '"v1"',
        'content-length': body.length - from,
        ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` }),
      };
      response.writeHead(from === 0 ? 200 : 206, head);
      if (cuts++ > 0) return void response.end(body.subarray(from));
      response.write(body.subarray(0, 4_000), () => setImmediate(() => response.destroy()));
    });
    await update({ dir: at.dir, base: server.url, ...only });
    expect([idsIn(at.dir).length, cuts]).toEqual([200, 2]);
  });

  const zip = Buffer.from(zipOf(many(3)));
  const csvMissing =
    (answer: (response: ServerResponse) => void) => (request: IncomingMessage, response: ServerResponse) =>
      request.url?.endsWith('csv') === true ? void response.writeHead(404).end() : answer(response);
  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void, string, RegExp]>([
    [
      'a sign-in page',
      csvMissing((response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>')),
      'FEED_INVALID',
      /\/osv\/npm\/all\.zip answered with a web page/,
    ],
    [
      'a web page that says it is data',
      csvMissing((response) => response.writeHead(200).end('<html>')),
      'FEED_INVALID',
      /all\.zip cannot be read: it is no ZIP/,
    ],
    [
      'a list of changes that is none',
      (_, response) => response.writeHead(200).end('<!doctype html>\n<p>,x'),
      'FEED_INVALID',
      /modified_id\.csv is not a list of changed records: line 1/,
    ],
    [
      'fewer bytes than announced',
      csvMissing((response) => {
        response.writeHead(200, { 'content-length': zip.length + 100 });
        response.write(zip, () => setImmediate(() => response.destroy()));
      }),
      'FEED_UNREACHABLE',
      /all\.zip was cut off after \d+ of \d+ bytes/,
    ],
    [
      'an announcement of too much',
      csvMissing((response) => {
        response.writeHead(200, { 'content-length': 2 ** 45 });
        response.flushHeaders();
      }),
      'FEED_INVALID',
      /more than the \d+ bytes/,
    ],
    [
      'a circle of redirects',
      csvMissing((response) => response.writeHead(302, { location: '/osv/npm/all.zip' }).end()),
      'FEED_UNREACHABLE',
      /circles/,
    ],
    [
      'a redirect to a file',
      csvMissing((response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end()),
      'FEED_UNREACHABLE',
      /not followed/,
    ],
    ['a refusal', csvMissing((response) => response.writeHead(403).end()), 'FEED_UNREACHABLE', /status 403/],
  ])('%s is an error that names feed and address', { timeout: 20_000 }, async (_, answer, code, message) => {
    using at = folders();
    await using server = await site(answer);
    await expect(update({ dir: at.dir, base: server.url, ...only })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(readdirSync(at.dir)).not.toContain('current.json');
    expect(existsSync(join(at.dir, 'spool'))).toBe(false);
  });

  it('never shows the password of a mirror', async () => {
    using at = folders();
    let sent: string | undefined;
    await using server = await site((request, response) => {
      sent = request.headers.authorization;
      response.writeHead(403).end();
    });
    const base = server.url.replace('//', '//bob:s3cret@');
    const error = await update({ dir: at.dir, base, ...only }).catch((cause: Error) => cause);
    expect(sent).toBe(`Basic ${Buffer.from('bob:s3cret').toString('base64')}`);
    expect(String(error)).not.toContain('s3cret');
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
