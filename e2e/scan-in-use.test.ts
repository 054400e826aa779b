/** What runs decides what comes first: a container starts, its image is scanned, and the sensor tells what of it is in use. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageFinding, ImageSummary } from '@plimsoll/api';
import type { WorkloadId } from '@plimsoll/core';
import { engineObstacle, runContainer, startEngine, type TestEngine } from '@plimsoll/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Plimsoll, sensorPath, startPlimsoll } from './plimsoll.ts';
import { buildImage, debian, type Layer } from './scan/images.ts';
import { type Advisory, writeMirror } from './scan/mirror.ts';
import { freePort, push, type Registry, scanObstacle, startRegistry } from './scan/registry.ts';
import { scanner } from './scan/world.ts';
import { until } from './until.ts';

const obstacle =
  scanObstacle() ?? engineObstacle() ?? (existsSync(sensorPath) ? undefined : 'needs the sensor: ./dev build');
const workload = 'docker/shop/clock' as WorkloadId;
const patience = 60_000;
const sleep = '/usr/bin/sleep';

const modified = '2026-01-05T00:00:00Z';
const [critical, high, low] = ['C:H/I:H/A:H', 'C:H/I:N/A:N', 'C:N/I:N/A:L'].map(
  (impact, index) => `CVSS:3.1/AV:${index === 2 ? 'L' : 'N'}/AC:${index === 2 ? 'H' : 'L'}/PR:N/UI:N/S:U/${impact}`,
) as [string, string, string];
const advisories: readonly Advisory[] = [
  {
    id: 'DEBIAN-CVE-2099-0101',
    cve: 'CVE-2099-0101',
    ecosystem: 'Debian',
    package: 'coreutils',
    vector: low,
    modified,
  },
  {
    ...{
      id: 'DEBIAN-CVE-2099-0102',
      cve: 'CVE-2099-0102',
      ecosystem: 'Debian',
      package: 'glibc',
      vector: high,
      modified,
    },
    fixed: '2.36-9+deb12u2',
  },
  {
    id: 'DEBIAN-CVE-2099-0103',
    cve: 'CVE-2099-0103',
    ecosystem: 'Debian',
    package: 'perl',
    vector: critical,
    modified,
  },
];

describe.skipIf(obstacle !== undefined)(`images in use${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  const mirror = join(folder, 'mirror');
  const layout = join(folder, 'layout');
  let engine: TestEngine;
  let product: Plimsoll;
  let registry: Registry;

  beforeAll(async () => {
    writeMirror(mirror, { advisories, exploited: [], likely: {} });
    engine = await startEngine(join(folder, 'engine'));
    registry = await startRegistry(join(folder, 'registry'), {
      port: await freePort(),
      users: { [scanner.user]: scanner.password },
    });
    load(engine, buildImage(layout, { tag: 'clock', layers: [clock()] }), 'shop/clock:1');
    product = await startPlimsoll({
      dataDir: join(folder, 'data'),
      engine: engine.socket,
      flags: ['--advisory-mirror', mirror, '--advisories-every', 'never'],
    });
    await until('the sensor runs', async () => (await product.client.status()).nodes[0]?.sensor === 'running');
    const { id } = await product.client.updateAdvisories();
    await until(
      'advisories are there',
      async () => (await product.client.getScan({ params: { scan: id } })).state === 'done',
    );
    const credentials = { kind: 'basic', ...scanner } as const;
    await product.client.addRegistry({ body: { name: 'Shop', host: registry.host, credentials } });
  });
  afterAll(async () => {
    await product?.stop();
    await registry?.stop();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const images = async () => (await product.client.listImages({ query: { limit: 100 } })).items;
  const running = async () => (await images()).find(({ workloads }) => workloads.includes(workload));
  const vulnerabilities = async (image: ImageSummary) => {
    const { items } = await product.client.listImageFindings({
      params: { image: image.id },
      query: { kind: 'vulnerability' },
    });
    return items.map(({ finding }) => finding as Extract<ImageFinding, { kind: 'vulnerability' }>);
  };
  const breaches = async () => {
    const { items } = await product.client.listFindings({ query: { workload, limit: 100 } });
    return items.filter((one) => one.kind !== 'detection');
  };

  it('scans what a container runs when it starts, without being asked', async () => {
    const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'clock' };
    await runContainer(engine, { name: 'clock-1', image: 'shop/clock:1', command: [sleep, '1000'], labels });
    const image = await until(
      'it is scanned',
      async () => {
        const found = await running();
        return found?.state === 'scanned' ? found : undefined;
      },
      patience,
    );
    expect(image).toMatchObject({ name: 'shop/clock:1', containers: 1, workloads: [workload] });
    expect((await product.client.listScans({ query: { kind: 'scan' } })).items).toMatchObject([
      { trigger: 'container', state: 'done', askedBy: 'a container that started' },
    ]);
    expect((await vulnerabilities(image)).map(({ id }) => id).sort()).toEqual([
      'CVE-2099-0101',
      'CVE-2099-0102',
      'CVE-2099-0103',
    ]);
  });

  it('tells what of it is executed, what is loaded and what was never seen, and sorts by that', async () => {
    const found = await until(
      'use is known',
      async () => {
        const image = await running();
        const findings = image === undefined ? [] : await vulnerabilities(image);
        const states = findings.map(({ use }) => use?.state);
        return states.includes('executed') && states.includes('loaded') ? findings : undefined;
      },
      patience,
    );
    // The critical one comes last: nothing of it was ever seen to run.
    expect(found.map(({ packageName, severity, use }) => [packageName, severity, use?.state, use?.path])).toEqual([
      ['coreutils', 'low', 'executed', sleep],
      ['libc6', 'high', 'loaded', expect.stringMatching(/libc\.so\.6$|ld-linux/)],
      ['perl-base', 'critical', 'never-seen', undefined],
    ]);
    for (const { use } of found) {
      expect(use?.workloads).toEqual([workload]);
      expect(use?.since).toBeLessThanOrEqual(Date.now());
    }
    expect((await running())?.use).toMatchObject({ executed: 1, loaded: 1, neverSeen: 1, severity: 'high' });
  });

  it('lists what runs before what is worse and does not run', async () => {
    const perl = [{ name: 'perl-base', version: '5.36.0-7', source: 'perl', files: ['/usr/bin/perl'] }];
    const idle = buildImage(layout, { tag: 'idle', layers: [{ command: 'ADD rootfs.tar /', files: debian(perl) }] });
    await push(idle, { to: `${registry.host}/shop/idle:1`, as: scanner });
    await product.client.requestScan({ body: { reference: `${registry.host}/shop/idle:1` } });
    await until('it is scanned', async () =>
      (await images()).some(({ name, state }) => name.endsWith('/shop/idle:1') && state === 'scanned'),
    );
    expect((await images()).map(({ name, counts, use }) => [name, counts.critical, use?.executed])).toEqual([
      ['shop/clock:1', 1, 1],
      [`${registry.host}/shop/idle:1`, 1, undefined],
    ]);
  });

  it('knows the image by its name in a registry too: there is no second one', async () => {
    await push(`${layout}:clock`, { to: `${registry.host}/shop/clock:1`, as: scanner });
    const { id } = await product.client.requestScan({ body: { reference: `${registry.host}/shop/clock:1` } });
    await until('it is scanned', async () => (await product.client.getScan({ params: { scan: id } })).state === 'done');
    const all = await images();
    expect(all).toHaveLength(2);
    const image = all.find(({ repository }) => repository === `${registry.host}/shop/clock`);
    expect(image).toMatchObject({ workloads: [workload], use: { executed: 1, loaded: 1 } });
  });

  it('makes a finding for the workload whose image breaks a policy, and resolves it when it no longer does', async () => {
    const text = (use: string, severity: string) =>
      [
        'schema: plimsoll-policy/1',
        'name: production',
        'rules:',
        '  - name: severe and in use',
        `    use: ${use}`,
        `    severity: ${severity}`,
      ].join('\n');
    const policy = await product.client.addPolicy({ body: { text: text('loaded', 'high') } });
    const [found] = await until('it is told', async () => {
      const open = await breaches();
      return open.length > 0 ? open : undefined;
    });
    expect(found).toMatchObject({ kind: 'vulnerability', workload, state: 'open', severity: 'high' });
    expect(found?.sentence).toMatch(/shop\/clock:1.*docker\/shop\/clock.*production.*severe and in use.*CVE-2099-0102/);
    expect((await product.client.listPolicies()).items).toMatchObject([
      { name: 'production', breaking: { images: 1, findings: 1 } },
    ]);
    expect((await running())?.breaks).toEqual(['production']);

    // Of what is executed nothing is severe.
    await product.client.replacePolicy({ params: { policy: policy.id }, body: { text: text('executed', 'high') } });
    await until('it is resolved', async () => (await breaches()).every(({ state }) => state === 'resolved'));
    expect((await running())?.breaks).toEqual([]);
  });
});

/** A program of this host with the libraries it is linked with, as packages own them, and one that nobody starts. */
function clock(): Layer {
  const libraries = execFileSync('ldd', [sleep], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  const packages = debian([
    { name: 'coreutils', version: '9.1-1', files: [sleep] },
    { name: 'libc6', version: '2.36-9', source: 'glibc', files: libraries },
    { name: 'perl-base', version: '5.36.0-7', source: 'perl', files: ['/usr/bin/perl'] },
  ]);
  const copies = [sleep, ...libraries].map((path) => [path.slice(1), { copyOf: realpathSync(path) }]);
  return { command: 'ADD rootfs.tar /', files: { ...packages, ...Object.fromEntries(copies) } };
}

/** As `docker pull` would, from a layout. */
function load(engine: TestEngine, image: string, name: string): void {
  const flags = ['--insecure-policy', 'copy', '--quiet', '--dest-daemon-host', `unix://${engine.socket}`];
  execFileSync('skopeo', [...flags, `oci:${image}`, `docker-daemon:${name}`], { stdio: 'pipe' });
}
