/** Feeds over HTTP: only what changed, and whatever a network may answer. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAdvisories } from '../generation/open-generation.ts';
import { changesOf, type OsvJson, osvRecord, putOsv, zipOf } from '../mirror.fixture.ts';
import { serveAdvisories } from '../serve/serve-advisories.ts';
import { folders, idsIn, many, site, update } from './update.fixture.ts';

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

  it('keeps a list of changes only with the archive that has them', async () => {
    using at = folders();
    const records = [osvRecord('GHSA-a')];
    let broken = false;
    const whole = bucket(records);
    await using server = await site((request, response) => {
      if (broken && request.url === '/osv/npm/all.zip') response.writeHead(403).end();
      else whole(request, response);
    });
    await update({ dir: at.dir, base: server.url, ...only, keepRaw: true });
    records.push(osvRecord('GHSA-b', { modified: '2024-05-01T00:00:00Z' }));
    broken = true;
    await update({ dir: at.dir, base: server.url, ...only, keepRaw: true });
    const list = () => readFileSync(join(at.dir, 'mirror/osv/npm/modified_id.csv'), 'utf8');
    expect(list()).not.toContain('GHSA-b');
    broken = false;
    await update({ dir: at.dir, base: server.url, ...only, keepRaw: true });
    expect(list()).toContain('GHSA-b');
    expect(existsSync(join(at.dir, 'spool'))).toBe(false);
  });

  it('asks for no more records once one of them failed', async () => {
    using at = folders();
    const records = Array.from({ length: 200 }, (_, index) => osvRecord(`GHSA-${index}`));
    const whole = bucket(records);
    let broken = false;
    await using server = await site((request, response) => {
      if (broken && /GHSA-/.test(request.url ?? '')) response.writeHead(403).end();
      else whole(request, response);
    });
    await update({ dir: at.dir, base: server.url, ...only });
    for (const [index] of records.entries())
      records[index] = osvRecord(`GHSA-${index}`, { modified: '2024-05-01T00:00:00Z' });
    broken = true;
    server.asked.length = 0;
    expect((await update({ dir: at.dir, base: server.url, ...only })).feeds[0]?.outcome).toBe('failed');
    expect(server.asked.length).toBeLessThan(20);
  });

  it('does not build again for a record that is gone already', async () => {
    using at = folders();
    const records = [...many(9), osvRecord('GHSA-b', { modified: '2024-05-01T00:00:00Z' })];
    await using server = await site(bucket(records));
    await update({ dir: at.dir, base: server.url, ...only });
    records[9] = osvRecord('GHSA-b', { withdrawn: '2024-05-01T00:10:00Z', modified: '2024-05-01T00:10:00Z' });
    expect((await update({ dir: at.dir, base: server.url, ...only })).feeds[0]?.outcome).toBe('changed');
    records.push(osvRecord('GHSA-c', { withdrawn: '2024-05-01T00:20:00Z', modified: '2024-05-01T00:20:00Z' }));
    expect((await update({ dir: at.dir, base: server.url, ...only })).feeds[0]?.outcome).toBe('unchanged');
  });

  it('resumes what was cut off', async () => {
    using at = folders();
    const body = Buffer.from(zipOf(many(200)));
    let cuts = 0;
    let resumed = 0;
    await using server = await site((request, response) => {
      if (request.url?.endsWith('csv') === true) return void response.writeHead(404).end();
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (from > 0) resumed++;
      const head = {
        etag: '"v1"',
        'content-length': body.length - from,
        ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` }),
      };
      response.writeHead(from === 0 ? 200 : 206, head);
      if (cuts++ > 0) return void response.end(body.subarray(from));
      response.write(body.subarray(0, 4_000), () => cutOnceKept(response, at.dir));
    });
    await update({ dir: at.dir, base: server.url, ...only });
    expect([idsIn(at.dir).length, cuts, resumed]).toEqual([200, 2, 1]);
  });

  it('joins no other part than the one it asked for', async () => {
    using at = folders();
    const body = Buffer.from(zipOf(many(200)));
    const asked: (string | undefined)[] = [];
    await using server = await site((request, response) => {
      if (request.url?.endsWith('csv') === true) return void response.writeHead(404).end();
      asked.push(request.headers.range);
      const head = { etag: '"v1"', 'content-length': body.length };
      if (asked.length === 2)
        return void response
          .writeHead(206, { ...head, 'content-range': `bytes 0-${body.length - 1}/${body.length}` })
          .end(body);
      response.writeHead(200, head);
      if (asked.length > 2) return void response.end(body);
      response.write(body.subarray(0, 4_000), () => cutOnceKept(response, at.dir));
    });
    await update({ dir: at.dir, base: server.url, ...only });
    expect([idsIn(at.dir).length, asked.map((range) => range !== undefined)]).toEqual([200, [false, true, false]]);
  });

  it('tries again after a server that is busy', async () => {
    using at = folders();
    const whole = bucket([osvRecord('GHSA-a')]);
    let refused = 0;
    await using server = await site((request, response) =>
      refused++ < 2 ? void response.writeHead(429, { 'retry-after': '0' }).end() : whole(request, response),
    );
    await update({ dir: at.dir, base: server.url, ...only });
    expect([idsIn(at.dir), refused]).toEqual([['GHSA-a'], 4]);
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
    for (const odd of [
      'https://bob:s3cret@mirror.example/?x=1',
      'https://bob:s3cret@:x/',
      'ftp://bob:s3cret@mirror.example/',
    ])
      await expect(update({ dir: at.dir, base: odd, ...only })).rejects.not.toThrow(/s3cret/);
  });
});

/** Breaks the connection as soon as something of what was sent is on the disk: before, there would be nothing to resume. */
function cutOnceKept(response: ServerResponse, dir: string): void {
  const spool = join(dir, 'spool');
  const kept = existsSync(spool) && readdirSync(spool).some((name) => statSync(join(spool, name)).size > 0);
  if (kept) response.destroy();
  else setImmediate(() => cutOnceKept(response, dir));
}
