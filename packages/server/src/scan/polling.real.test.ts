/** A registry with passwords, as a server that polls it sees it, and as it sees the server. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TemporaryServer, temporaryServer } from '@plimsoll/testkit';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  buildLayout,
  type RealRegistry,
  registryObstacle,
  skopeo,
  startRealRegistry,
} from '../../../scan/src/source/registry/real-registry.fixture.ts';
import { defaultServerSettings } from '../settings.ts';
import { defaultScanSettings } from './settings.ts';
import { openScanWorker } from './worker/open-worker.ts';

const obstacle = registryObstacle();
const main = fileURLToPath(new URL('./worker/main.ts', import.meta.url));
const credentials = { kind: 'basic', user: 'reader', password: 'a long password' } as const;
const tags = ['1.0', '1.1', '1.2', '2.0', 'latest'];

describe.skipIf(obstacle !== undefined)(`polling a registry${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-polled-'));
  let registry: RealRegistry;
  let seen: Watched;
  let server: TemporaryServer;
  let layout: string;

  beforeAll(async () => {
    mkdirSync(join(folder, 'built'));
    layout = buildLayout(join(folder, 'built'));
    const passwords = join(folder, 'htpasswd');
    writeFileSync(passwords, '');
    execFileSync('htpasswd', ['-Bb', passwords, credentials.user, credentials.password], { stdio: 'pipe' });
    const auth = { htpasswd: { realm: 'registry', path: passwords } };
    registry = await startRealRegistry(join(folder, 'registry'), { auth });
    for (const tag of tags) push(`shop/web:${tag}`);
    push('other/job:1');
    seen = await watch(registry.host);
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    const command = [process.execPath, '--conditions=source', main] as const;
    const log = pino({ level: 'silent' });
    server = await temporaryServer({
      dataDir,
      settings: { ...defaultServerSettings, scan: { ...defaultScanSettings, advisoriesEveryMs: 0, atOnce: 3 } },
      scanWorker: openScanWorker({ dataDir, advisories: join(folder, 'a'), dockerSocket: undefined, command, log }),
    });
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    await seen?.stop();
    await registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => seen.forget());

  function push(to: string, from = 'app'): void {
    const target = `docker://${registry.host}/${to}`;
    const login = ['--dest-creds', `${credentials.user}:${credentials.password}`, '--dest-tls-verify=false'];
    skopeo('copy', ...login, `oci:${layout}:${from}`, target);
  }

  async function idle(): Promise<void> {
    await expect
      .poll(async () => (await server.client.listScans({})).counts, { timeout: 90_000 })
      .toMatchObject({ queued: 0, running: 0 });
  }

  it('is tested step by step, and a wrong password is told before anything is scanned', async () => {
    const filters = [{ repository: 'shop/web' }, { repository: 'no/such' }];
    const { id } = await server.client.addRegistry({
      body: { name: 'Wrong', host: seen.host, filters, credentials: { ...credentials, password: 'wrong' } },
    });
    const params = { registry: id };
    const refused = await server.client.testRegistry({ params });
    expect(refused.ok).toBe(false);
    expect(refused.steps[0]).toMatchObject({ what: `the registry ${seen.host}`, ok: false });
    expect(JSON.stringify(refused)).not.toContain('wrong"');
    await server.client.changeRegistry({ params, body: { credentials } });
    const taken = await server.client.testRegistry({ params });
    expect(taken.steps.map(({ what, ok }) => [what, ok])).toEqual([
      [`the registry ${seen.host}`, true],
      ['the repository shop/web', true],
      ['the repository no/such', false],
    ]);
    expect(taken.steps[0]?.detail).toContain('other/job');
    expect(taken.steps[1]?.detail).toBe('it has 5 tags');
    const polled = await server.client.pollRegistry({ params });
    expect(polled.lastPoll?.failure).toMatch(/^no\/such: /);
    expect(polled.lastPoll?.tags).toBe(5);
    await idle();
    await server.client.removeRegistry({ params });
  }, 120_000);

  it('finds the tag that moved by HEAD alone, and scans that one', async () => {
    const { id } = await server.client.addRegistry({
      body: {
        ...{ name: 'Shop', host: seen.host, credentials, limits: { scans: 1, requests: 2 } },
        filters: [{ repository: 'shop/*', notTags: ['1.0'], newest: 3 }],
      },
    });
    const params = { registry: id };
    expect((await server.client.pollRegistry({ params })).lastPoll).toMatchObject({
      ...{ repositories: 1, tags: 3, changed: 3, failure: null },
    });
    await idle();
    const { items } = await server.client.listScans({ query: { trigger: 'poll', state: 'done' } });
    const polledTags = items.map(({ reference }) => reference.split(':').at(-1));
    expect(polledTags).toEqual(expect.arrayContaining(['latest', '2.0', '1.2']));

    seen.forget();
    expect((await server.client.pollRegistry({ params })).lastPoll).toMatchObject({ changed: 0, failure: null });
    expect(seen.asked().some((one) => /\/blobs\/|^GET .*\/manifests\//.test(one))).toBe(false);
    // Each once, and the first of them before it signed in.
    const heads = seen.asked().filter((one) => one.startsWith('HEAD '));
    expect(new Set(heads).size).toBe(3);
    expect(heads).toHaveLength(4);

    execFileSync('umoci', ['config', '--image', `${layout}:app`, '--tag', 'moved', '--config.user', '1001'], {
      stdio: 'pipe',
    });
    push('shop/web:2.0', 'moved');
    push('shop/web:1.0', 'moved');
    seen.forget();
    const before = (await server.client.listScans({ query: { trigger: 'poll' } })).total;
    expect((await server.client.pollRegistry({ params })).lastPoll).toMatchObject({ tags: 3, changed: 1 });
    await idle();
    const after = await server.client.listScans({ query: { trigger: 'poll' } });
    expect(after.total).toBe(before + 1);
    expect(after.items[0]).toMatchObject({ reference: `${seen.host}/shop/web:2.0`, state: 'done' });
    expect(seen.asked().some((one) => /\/blobs\//.test(one))).toBe(true);
  }, 180_000);

  it('is never asked more at once than its limit allows', async () => {
    const [registered] = (await server.client.listRegistries()).items;
    const params = { registry: registered?.id ?? ('' as never) };
    await server.client.changeRegistry({ params, body: { limits: { scans: 1, requests: 2 } } });
    for (const tag of tags)
      await server.client.requestScan({ body: { reference: `${seen.host}/shop/web:${tag}`, afresh: true } });
    await idle();
    const { items } = await server.client.listScans({ query: { trigger: 'person' } });
    expect(items.map(({ state }) => state)).toEqual(tags.map(() => 'done'));
    expect(seen.mostAtOnce()).toBeLessThanOrEqual(2);
  }, 180_000);
});

interface Watched {
  readonly host: string;
  /** `HEAD /v2/shop/web/manifests/1`, in order. */
  asked(): readonly string[];
  mostAtOnce(): number;
  forget(): void;
  stop(): Promise<void>;
}

/** Passes everything on, and remembers what was asked. */
async function watch(host: string): Promise<Watched> {
  const [hostname, port] = host.split(':');
  let asked: string[] = [];
  let [now, most] = [0, 0];
  const server: Server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    most = Math.max(most, ++now);
    outgoing.once('close', () => now--);
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    mostAtOnce: () => most,
    forget() {
      asked = [];
      most = now;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
