/** The whole way: a registry tells of a push, the server scans in a process of its own, the report appears. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScanProgress } from '@plimsoll/api';
import type { WorkloadId } from '@plimsoll/core';
import {
  ask,
  containerRef,
  engineObstacle,
  importImage,
  startEngine,
  type TemporaryServer,
  type TestEngine,
  temporaryServer,
} from '@plimsoll/testkit';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultServerSettings } from '../settings.ts';
import { defaultScanSettings } from './settings.ts';
import { openScanWorker } from './worker/open-worker.ts';
import type { ScanWorker } from './worker.ts';

const needed = ['docker-registry', 'skopeo', 'umoci'];
const missing = needed.filter(
  (name) => !['/usr/bin', '/usr/sbin', '/usr/local/bin'].some((dir) => existsSync(join(dir, name))),
);
const main = fileURLToPath(new URL('./worker/main.ts', import.meta.url));

const status = `Package: libssl3
Status: install ok installed
Architecture: amd64
Source: openssl
Version: 3.0.11-1~deb12u1
Maintainer: Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>
Description: Secure Sockets Layer toolkit

`;

describe.skipIf(missing.length > 0)(
  `a registry that tells of pushes${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-hooked-'));
    const dataDir = join(folder, 'data');
    let server: TemporaryServer;
    let registry: ChildProcess;
    let port: number;

    beforeAll(async () => {
      const log = pino({ level: 'silent' });
      const command = [process.execPath, '--conditions=source', main] as const;
      mkdirSync(dataDir);
      const advisories = join(folder, 'advisories');
      server = await temporaryServer({
        dataDir,
        // Nothing is fetched from anywhere but the registry.
        settings: { scan: { ...defaultScanSettings, advisoriesEveryMs: 0 } },
        scanWorker: openScanWorker({ dataDir, advisories, dockerSocket: undefined, command, log }),
      });
      port = await freePort();
      const host = `127.0.0.1:${port}`;
      const { id } = await server.client.addRegistry({ body: { name: 'Test', host } });
      const { path, secret } = await server.client.rotateHookSecret({ params: { registry: id } });
      const config = join(folder, 'registry.yml');
      writeFileSync(config, registryConfig({ port, folder, url: `${server.url}${path}`, secret }));
      registry = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
      await answering(`http://${host}/v2/`);
    }, 60_000);
    afterAll(async () => {
      await server?.stop();
      registry?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });

    it('has the report of what was pushed a moment later, and none of what was only pulled', async () => {
      push(port, folder);
      await expect
        .poll(async () => (await server.client.listImages({})).items.map(({ name, state }) => [name, state]), {
          timeout: 60_000,
        })
        .toEqual([[`127.0.0.1:${port}/test/app:v1`, expect.stringMatching(/^(scanned|incomplete)$/)]]);
      const [image] = (await server.client.listImages({})).items;
      const { items } = await server.client.listImagePackages({ params: { image: image?.id ?? '' }, query: {} });
      expect(items.map(({ package: one }) => [one.name, one.version])).toEqual([['libssl3', '3.0.11-1~deb12u1']]);
      const { items: jobs } = await server.client.listScans({ query: { kind: 'scan' } });
      expect(jobs.map(({ trigger, state, askedBy }) => [trigger, state, askedBy])).toEqual([
        ['webhook', 'done', 'Test (distribution)'],
      ]);
      expect(jobs[0]?.outcome).toMatchObject({ layers: 1, image: image?.id });

      execFileSync('skopeo', [
        'copy',
        '--src-tls-verify=false',
        `docker://127.0.0.1:${port}/test/app:v1`,
        `oci:${folder}/pulled:v1`,
      ]);
      const answer = await server.ask(`/api/v1/images/${encodeURIComponent(image?.id ?? '')}/report/cyclonedx`, {
        headers: { authorization: `Bearer ${server.token}` },
      });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
      expect((await server.client.listScans({ query: { kind: 'scan' } })).total).toBe(1);
    }, 120_000);
  },
);

const noEngine = engineObstacle();
describe.skipIf(noEngine !== undefined)(`what a container runs${noEngine ? ` (skipped: ${noEngine})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-started-'));
  let engine: TestEngine;
  let server: TemporaryServer;

  beforeAll(async () => {
    engine = await startEngine(mkdtempSync(join(tmpdir(), 'plim-')));
    const tree = join(folder, 'tree');
    debianTree(tree);
    await importImage(engine, 'shop/web:1', execFileSync('tar', ['-C', tree, '-cf', '-', '.']));
    const command = [process.execPath, '--conditions=source', main] as const;
    const log = pino({ level: 'silent' });
    const dataDir = join(folder, 'data');
    const given = { dataDir, advisories: join(folder, 'a'), dockerSocket: engine.socket, command, log };
    server = await temporaryServer({
      dataDir,
      settings: { ...defaultServerSettings, scan: { ...defaultScanSettings, advisoriesEveryMs: 0 } },
      scanWorker: openScanWorker(given),
    });
  }, 90_000);
  afterAll(async () => {
    await server?.stop();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('is scanned from the engine when it starts, and what it uses is joined to its packages', async () => {
    const { body } = await ask(engine, 'GET', '/images/shop/web:1/json');
    const imageDigest = (JSON.parse(body) as { Id: string }).Id;
    const workload = 'docker/web' as WorkloadId;
    const container = containerRef({ name: 'web-1', image: 'shop/web:1', startedAt: 1, imageDigest });
    server.server.link.running('node', [{ workload, container }]);
    await expect
      .poll(async () => (await server.client.listImages({})).items[0]?.state, { timeout: 60_000 })
      .toMatch(/^(scanned|incomplete)$/);
    const at = server.clock.now();
    const path = '/usr/lib/x86_64-linux-gnu/libssl.so.3';
    await server.server.link.used({
      node: 'node',
      watched: [{ image: imageDigest, workload, since: at }],
      files: [{ image: imageDigest, workload, kind: 'loaded', path, firstAt: at, lastAt: at }],
      dropped: 0,
    });
    const [image] = (await server.client.listImages({})).items;
    expect(image).toMatchObject({ workloads: [workload], containers: 1, packages: 1 });
    const packages = async () =>
      (await server.client.listImagePackages({ params: { image: image?.id ?? '' }, query: {} })).items;
    await expect.poll(async () => (await packages()).map((one) => one.use), { timeout: 30_000 }).toEqual(['loaded']);
  }, 120_000);
});

describe('a process that scans', () => {
  const nothing = { platform: undefined, afresh: false, access: [], exceptions: [], policies: [] };
  let folder: string;
  let worker: ScanWorker;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-worker-'));
    const command = [process.execPath, '--conditions=source', main] as const;
    const log = pino({ level: 'silent' });
    worker = openScanWorker({ dataDir: folder, advisories: join(folder, 'a'), dockerSocket: undefined, command, log });
  });
  afterEach(async () => {
    await worker.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(missing.length > 0)(
    'tells how far it is',
    async () => {
      const layout = layoutIn(folder, 256 * 1024 * 1024);
      const told: ScanProgress[] = [];
      const examined = await worker.call(
        'scan',
        { ...nothing, reference: `oci:${layout}:v1` },
        { onProgress: (progress) => told.push(progress) },
      );
      expect(examined.report.packages.map(({ name }) => name)).toEqual(['libssl3']);
      expect([...new Set(told.map(({ phase }) => phase))]).toEqual(['opening', 'reading', 'judging']);
      expect(told.at(-1)).toMatchObject({ done: 1, total: 1, of: 'layers' });
      const reading = told.filter(({ phase }) => phase === 'reading');
      const bytes = reading.map(({ bytesDone }) => bytesDone);
      expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
      for (const { bytesDone, bytesTotal } of reading) expect(bytesDone).toBeLessThanOrEqual(bytesTotal);
      expect(bytes.at(-1)).toBeGreaterThan(0);
    },
    60_000,
  );

  it('tells what is wrong, is stopped when nobody waits any more, and takes nobody with it', async () => {
    await expect(worker.call('scan', { ...nothing, reference: 'oci:/nowhere' })).rejects.toMatchObject({
      code: expect.stringMatching(/^[A-Z_]+$/),
    });
    await expect(worker.call('policy', { text: 'nonsense' })).rejects.toMatchObject({ code: 'POLICY_INVALID' });
    expect(await worker.call('advisories', {})).toBeUndefined();
    // Nothing listens there and nothing answers: it would wait for long.
    const silent = createTcpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const abort = new AbortController();
    const scan = worker.call('scan', { ...nothing, reference: `127.0.0.1:${port}/a:1` }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 200);
    await expect(scan).rejects.toMatchObject({ code: 'SCAN_CANCELLED' });
    silent.close();
  }, 60_000);
});

function debianTree(tree: string): void {
  mkdirSync(join(tree, 'var/lib/dpkg/info'), { recursive: true });
  mkdirSync(join(tree, 'etc'));
  writeFileSync(join(tree, 'var/lib/dpkg/status'), status);
  writeFileSync(join(tree, 'var/lib/dpkg/info/libssl3.list'), '/.\n/usr/lib/x86_64-linux-gnu/libssl.so.3\n');
  writeFileSync(join(tree, 'etc/os-release'), 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n');
  copyFileSync('/etc/hostname', join(tree, 'etc/hostname'));
}

const quiet = { stdio: 'ignore' } as const;

/** An image of one layer, with a file of so many zeros. */
function layoutIn(folder: string, bytes = 0): string {
  const tree = join(folder, 'tree');
  debianTree(tree);
  writeFileSync(join(tree, 'zeros'), '');
  truncateSync(join(tree, 'zeros'), bytes);
  const layout = join(folder, 'layout');
  execFileSync('umoci', ['init', '--layout', layout], quiet);
  execFileSync('umoci', ['new', '--image', `${layout}:v1`], quiet);
  execFileSync('umoci', ['insert', '--image', `${layout}:v1`, tree, '/'], quiet);
  return layout;
}

function push(port: number, folder: string): void {
  const layout = layoutIn(folder);
  const target = `docker://127.0.0.1:${port}/test/app:v1`;
  execFileSync('skopeo', ['--insecure-policy', 'copy', '--dest-tls-verify=false', `oci:${layout}:v1`, target], quiet);
}

function registryConfig({
  port,
  folder,
  url,
  secret,
}: {
  port: number;
  folder: string;
  url: string;
  secret: string;
}): string {
  return `version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: ${folder}/registry}}
http: {addr: "127.0.0.1:${port}"}
notifications:
  endpoints:
    - name: plimsoll
      url: ${url}
      headers: {Authorization: ["Bearer ${secret}"]}
      timeout: 5s
      threshold: 3
      backoff: 1s
`;
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at ${url}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createTcpServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
