import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

let here: TemporaryServer;
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-console-'));
beforeAll(async () => {
  mkdirSync(join(folder, 'console', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'console', 'index.html'), '<title>Plimsoll</title>');
  writeFileSync(join(folder, 'console', 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'not for you');
  here = await temporaryServer({ consoleDir: join(folder, 'console') });
});
afterAll(async () => {
  await here.stop();
  rmSync(folder, { recursive: true });
});

const page = { headers: { accept: 'text/html' } };

it('gives the page for its root and for every address of its own', async () => {
  for (const path of ['/', '/findings', '/workloads/docker%2Fweb?tab=behaviour']) {
    const { status, text, headers } = await here.ask(path, page);
    expect([path, status, text]).toEqual([path, 200, '<title>Plimsoll</title>']);
    expect(headers['cache-control']).toBe('no-cache');
  }
});

it('lets files whose names have their hash be kept for good', async () => {
  const { headers, text } = await here.ask('/assets/main-1a2b.js');
  expect(text).toBe('export {};');
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

it('says what each file is, and sends it again only when it changed', async () => {
  const { headers } = await here.ask('/assets/main-1a2b.js');
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  const again = await here.ask('/', {
    headers: { 'if-none-match': String((await here.ask('/', page)).headers.etag), accept: 'text/html' },
  });
  expect([again.status, again.text]).toEqual([304, '']);
  const head = await here.ask('/', { ...page, method: 'HEAD' });
  expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '23']);
});

it('changes nothing by any other method', async () => {
  expect((await here.ask('/assets/main-1a2b.js', { method: 'POST' })).status).toBe(404);
});

it.each(['/assets/gone.js', '/api/v1/nothing', '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt'])(
  'does not give the page, or anything else, for %s',
  async (path) => {
    const { status, text } = await here.ask(path, page);
    expect(text).not.toContain('not for you');
    if (path.startsWith('/assets') || path.startsWith('/api')) expect(status).toBeGreaterThanOrEqual(401);
  },
);
