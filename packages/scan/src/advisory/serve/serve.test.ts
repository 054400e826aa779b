import { symlinkSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { osvRecord, putFile, putOsv, temporaryFolder } from '../mirror.fixture.ts';
import { type AdvisoryServer, serveAdvisories } from './serve-advisories.ts';

let folder: ReturnType<typeof temporaryFolder>;
let server: AdvisoryServer;
beforeAll(async () => {
  folder = temporaryFolder();
  putFile(folder.path, 'mirror/kev/x.json', '0123456789');
  putFile(folder.path, 'mirror/.hidden', 'hidden');
  putFile(folder.path, 'outside.txt', 'outside');
  putOsv(join(folder.path, 'mirror'), 'Red Hat', [osvRecord('RHSA-2024:1', { ecosystem: 'Red Hat:9' })]);
  symlinkSync(join(folder.path, 'outside.txt'), join(folder.path, 'mirror/link.txt'));
  symlinkSync(folder.path, join(folder.path, 'mirror/up'));
  server = await serveAdvisories({ folder: join(folder.path, 'mirror'), host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  folder[Symbol.dispose]();
});

/** Paths as they are: `fetch` would tidy them up. */
function ask(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    sent.on('error', reject).end();
  });
}

it('whole files, parts of them, and nothing when they are known', async () => {
  const whole = await ask('/kev/x.json');
  expect([whole.status, whole.body, whole.headers['content-length']]).toEqual([200, '0123456789', '10']);
  const etag = String(whole.headers.etag);
  expect((await ask('/kev/x.json', { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect(
    (await ask('/kev/x.json', { headers: { 'if-modified-since': String(whole.headers['last-modified']) } })).status,
  ).toBe(304);
  expect(await ask('/kev/x.json', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

it.each([
  ['bytes=2-4', 206, '234'],
  ['bytes=7-', 206, '789'],
  ['bytes=-2', 206, '89'],
  ['bytes=0-99', 206, '0123456789'],
  ['bytes=10-', 416, ''],
  ['bytes=0-1,3-4', 200, '0123456789'],
  ['nonsense', 200, '0123456789'],
])('the range %s', async (range, status, body) => {
  expect(await ask('/kev/x.json', { headers: { range } })).toMatchObject({ status, body });
  expect(await ask('/kev/x.json', { headers: { range, 'if-range': '"other"' } })).toMatchObject({
    status: 200,
    body: '0123456789',
  });
});

it('single records out of their archive', async () => {
  const { status, body } = await ask('/osv/Red%20Hat/RHSA-2024:1.json');
  expect([status, JSON.parse(body).id]).toEqual([200, 'RHSA-2024:1']);
  expect((await ask('/osv/Red%20Hat/none.json')).status).toBe(404);
});

it('records of the archive that is there now, however often they are asked for', async () => {
  const mirror = join(folder.path, 'mirror');
  putOsv(mirror, 'npm', [osvRecord('GHSA-1', { ecosystem: 'npm' })]);
  expect((await ask('/osv/npm/GHSA-1.json')).status).toBe(200);
  expect((await ask('/osv/npm/GHSA-1.json')).status).toBe(200);
  putOsv(mirror, 'npm', [osvRecord('GHSA-2', { ecosystem: 'npm' }), osvRecord('GHSA-3', { ecosystem: 'npm' })]);
  expect((await ask('/osv/npm/GHSA-1.json')).status).toBe(404);
  expect(JSON.parse((await ask('/osv/npm/GHSA-3.json')).body).id).toBe('GHSA-3');
  putFile(folder.path, 'mirror/osv/npm/all.zip', 'no archive');
  expect((await ask('/osv/npm/GHSA-3.json')).status).toBe(404);
});

describe('nothing else', () => {
  it.each([
    '/',
    '/kev',
    '/kev/',
    '/../outside.txt',
    '/kev/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/link.txt',
    '/up/outside.txt',
    '/.hidden',
    '//kev/x.json',
    '/kev/x.json%00',
    '/%',
    `/${'a'.repeat(5000)}`,
    `/${'a'.repeat(300)}`,
    `/osv/npm/${'a'.repeat(300)}.json`,
  ])('%s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });
  it.each(['POST', 'PUT', 'DELETE'])('%s', async (method) => {
    expect((await ask('/kev/x.json', { method })).status).toBe(405);
  });
});

it('an address in use is told', async () => {
  const { port } = new URL(server.url);
  await expect(serveAdvisories({ folder: folder.path, host: '127.0.0.1', port: Number(port) })).rejects.toMatchObject({
    code: 'FEED_UNREACHABLE',
  });
});
