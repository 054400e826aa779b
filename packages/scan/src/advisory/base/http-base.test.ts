import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHttpBase } from './http-base.ts';

it('keeps no feed waiting for a host that another found silent', async () => {
  const spool = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  const mirror = new URL(`http://127.0.0.1:${await freePort()}/`);
  const base = createHttpBase({ mirror, spool, pausesMs: [200, 200] });
  const timeFor = async (path: string) => {
    const started = performance.now();
    const resource = { path, upstream: 'https://feeds.invalid/x', mostBytes: 1000 };
    const options = { known: undefined, signal: new AbortController().signal, onBytes: () => {} };
    await expect(base.fetch(resource, options)).rejects.toMatchObject({ code: 'FEED_UNREACHABLE' });
    return performance.now() - started;
  };
  try {
    expect(await timeFor('a')).toBeGreaterThanOrEqual(390);
    expect(await timeFor('b')).toBeLessThan(150);
  } finally {
    await base.close();
    rmSync(spool, { recursive: true });
  }
});

/** Of a server that has just gone. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
