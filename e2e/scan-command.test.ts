/** `plimsoll scan` and `plimsoll advisories` as somebody uses them at a terminal or in CI, against a registry with passwords. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScanReport } from '@plimsoll/core';
import { scanReportSchema } from '@plimsoll/scan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, dev, type Printed } from './plimsoll.ts';
import { buildImage } from './scan/images.ts';
import { writeMirror } from './scan/mirror.ts';
import { freePort, push, type Registry, scanObstacle, startRegistry } from './scan/registry.ts';
import { deployKey, firstVersion, known, scanner, secondVersion } from './scan/world.ts';
import { until } from './until.ts';

const obstacle = scanObstacle();

describe.skipIf(obstacle !== undefined)(`scanning by command${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  const mirror = join(folder, 'mirror');
  const env = {
    PLIMSOLL_DATA_DIR: join(folder, 'data'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    HOME: folder,
    DOCKER_CONFIG: folder,
  };
  let registry: Registry;
  let web: string;

  beforeAll(async () => {
    writeMirror(mirror, known);
    const layout = join(folder, 'layout');
    registry = await startRegistry(join(folder, 'registry'), {
      port: await freePort(),
      users: { [scanner.user]: scanner.password },
    });
    web = `${registry.host}/shop/web`;
    await push(firstVersion(layout), { to: `${web}:v1`, as: scanner });
    await push(secondVersion(layout), { to: `${web}:v2`, as: scanner });
  });
  afterAll(async () => {
    await registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: readonly string[]) => command(args, { env });
  const scan = (ref: string, ...args: readonly string[]) =>
    command(['scan', ref, '--username', scanner.user, '--password-stdin', ...args], {
      env,
      input: `${scanner.password}\n`,
    });
  const reportOf = ({ stdout }: Printed) => scanReportSchema.parse(JSON.parse(stdout)) as ScanReport;
  const ids = ({ findings }: Pick<ScanReport, 'findings'>) =>
    findings.flatMap((one) =>
      one.kind === 'vulnerability' && !one.suppressed ? [`${one.id} ${one.packageName}`] : [],
    );
  const blobsRead = () => registry.requests().filter((request) => /^GET .*\/blobs\//.test(request)).length;

  describe('without advisories', () => {
    it('says that there are none, and what to do', async () => {
      const { code, stdout, stderr } = await run('advisories', 'status');
      expect(code).toBe(7);
      expect(stdout).toContain('There is no advisory database');
      expect(stderr).toContain('plimsoll advisories update');
    });

    it('reports the rest, and ends as partial unless that is allowed', async () => {
      const partial = await scan(`${web}:v1`);
      expect(partial.code, partial.stderr).toBe(8);
      expect(partial.stdout).toContain('There are no advisories, so nothing is said about vulnerabilities');
      expect(partial.stdout).toMatch(/private key.*root\/deploy\.pem/);
      expect(partial.stdout).not.toContain('0 critical');
      expect((await scan(`${web}:v1`, '--allow-partial')).code).toBe(0);
    });
  });

  describe('with advisories of a mirror folder', () => {
    it('takes them, and takes nothing the second time', async () => {
      const first = await run('advisories', 'update', '--from', mirror);
      expect(first.code, first.stderr).toBe(0);
      expect(first.stdout).toContain('6 advisories for 6 packages');
      expect(first.stdout).toContain('4 feeds changed, 0 did not, 0 failed');
      const again = await run('advisories', 'update', '--from', mirror);
      expect(again.stdout).toContain('0 feeds changed, 4 did not, 0 failed');
      expect(again.stderr).toContain('nothing new');
      const status = await run('advisories', 'status', '--verify', '--max-age', '1h');
      expect(status.code).toBe(0);
      for (const feed of ['osv/Debian', 'osv/npm', 'kev', 'epss']) expect(status.stdout).toContain(feed);
    });

    it('shows a person what needs somebody first, and hides nothing', async () => {
      const { code, stdout } = await scan(`${web}:v1`);
      expect(code).toBe(0);
      expect(stdout).toContain('Debian GNU/Linux 12 (bookworm), 6 packages, 5 layers');
      expect(stdout).toMatch(/3 vulnerabilities.*: 1 critical, 1 high, 0 medium, 0 low, 1 unrated/);
      // Exploited comes before critical.
      expect([...stdout.matchAll(/CVE-2099-\d+/g)].map(String)).toEqual([
        'CVE-2099-0001',
        'CVE-2099-0004',
        'CVE-2099-0003',
      ]);
      expect(stdout).toMatch(
        /CVE-2099-0001\s+libssl3\s+3\.0\.11-1~deb12u1\s+3\.0\.11-1~deb12u2\s+exploited, EPSS 42 %/,
      );
      // The package is a rebuild of the version with the fix.
      expect(stdout).not.toContain('CVE-2099-0002');
      expect(stdout).toMatch(/critical\s+left-paad/);
      expect(stdout).toMatch(/root\/deploy\.pem:1 \(deleted later\)/);
      expect(stdout).toContain('The image runs as root');
      expect(new Set(stdout.split('\n').filter((line) => line.startsWith('Note: ') && /support/.test(line))).size).toBe(
        1,
      );
    });

    it('reads no layer again that it knows', async () => {
      const cold = reportOf(await scan(`${web}:v1`, '--format', 'json'));
      const before = blobsRead();
      const warm = reportOf(await scan(`${web}:v1`, '--format', 'json'));
      // Manifest and configuration are asked for; what they name is not.
      expect(blobsRead() - before).toBe(1);
      const reads = registry.requests().filter((request) => request.startsWith('GET '));
      for (const { digest = '?' } of warm.image.layers)
        expect(reads.filter((request) => request.endsWith(digest))).toHaveLength(1);
      expect({ ...warm, scannedAt: 0, durationMs: 0 }).toEqual({ ...cold, scannedAt: 0, durationMs: 0 });
      expect(ids(warm).sort()).toEqual(['CVE-2099-0001 libssl3', 'CVE-2099-0003 perl-base', 'CVE-2099-0004 lodash']);
      const [layer] = warm.image.layers;
      expect(warm.packages.find(({ name }) => name === 'libssl3')).toMatchObject({
        source: { name: 'openssl', version: '3.0.11-1~deb12u1' },
        layer: layer?.diffId,
      });
      expect(warm.findings.find(({ kind }) => kind === 'malware')).toMatchObject({ engine: 'osv', rule: 'MAL-2099-1' });
    });

    it('reads only the layers of a new version that are new', async () => {
      const before = blobsRead();
      const { findings, image } = reportOf(await scan(`${web}:v2`, '--format', 'json'));
      // Its configuration and two of its three layers.
      expect(blobsRead() - before).toBe(3);
      expect(image.config.user).toBe('1000');
      expect(ids({ findings }).sort()).toEqual([
        'CVE-2099-0003 perl-base',
        'CVE-2099-0004 lodash',
        'CVE-2099-0005 minimist',
      ]);
      expect(findings.filter(({ kind }) => kind === 'secret' || kind === 'malware')).toEqual([]);
    });

    it('says why of one finding', async () => {
      const { code, stdout } = await scan(`${web}:v1`, '--explain', 'DEBIAN-CVE-2099-0001');
      expect(code).toBe(0);
      for (const part of [
        'CVE-2099-0001',
        '3.0.11-1~deb12u2',
        'openssl',
        'var/lib/dpkg/status',
        'ADD rootfs.tar /',
        'sha256:',
        '2026-0',
      ])
        expect(stdout).toContain(part);
      expect((await scan(`${web}:v1`, '--explain', 'CVE-2099-0002')).code).toBe(5);
    });

    it('writes several reports at once and never the secret itself', async () => {
      const file = (name: string) => join(folder, name);
      const { code, stdout } = await scan(
        `${web}:v1`,
        ...[
          '--format',
          `sarif=${file('sarif')}`,
          '--format',
          `cyclonedx=${file('cdx')}`,
          '--format',
          `html=${file('html')}`,
        ],
      );
      expect([code, stdout]).toEqual([0, '']);
      const sarif = JSON.parse(readFileSync(file('sarif'), 'utf8'));
      expect(sarif.version).toBe('2.1.0');
      expect(sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('CVE-2099-0001');
      const bom = JSON.parse(readFileSync(file('cdx'), 'utf8'));
      expect([bom.bomFormat, bom.specVersion]).toEqual(['CycloneDX', '1.6']);
      const purls = bom.components.map(({ purl }: { purl?: string }) => purl);
      expect(purls).toContain('pkg:npm/lodash@4.17.4');
      expect(purls).toContainEqual(expect.stringMatching(/^pkg:deb\/debian\/libssl3@3\.0\.11-1(~|%7E)deb12u1\?/));
      const [, line = '?'] = deployKey.split('\n');
      for (const name of ['sarif', 'cdx', 'html']) expect(readFileSync(file(name), 'utf8')).not.toContain(line);
    });
  });

  describe('as a gate', () => {
    it.each([
      [['high,fix'], 1, 'lodash'],
      [['kev'], 1, 'CVE-2099-0001'],
      [['secrets'], 1, 'root/deploy.pem'],
      [['malware'], 1, 'left-paad'],
      [['id=CVE-2099-0002'], 0, 'passed'],
    ])('--fail-on %j ends with %i', async (rules, wanted, word) => {
      const { code, stdout } = await scan(`${web}:v1`, ...rules.flatMap((rule) => ['--fail-on', rule]));
      expect(code).toBe(wanted);
      expect(stdout.slice(stdout.lastIndexOf('Advisories of'))).toContain(word);
    });
  });

  describe('what cannot be scanned', () => {
    it('names a wrong password', async () => {
      const args = ['scan', `${web}:v1`, '--username', scanner.user, '--password-stdin'];
      const { code, stdout, stderr } = await command(args, { env, input: 'gu3ssed' });
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/does not accept the login.*\n.*password/);
      expect(stderr).not.toContain('gu3ssed');
    });

    it('asks for a login where there was none', async () => {
      const { code, stderr } = await run('scan', `${web}:v1`);
      expect(code).toBe(3);
      expect(stderr).toMatch(/login|--username/);
    });

    it('names an image that is not there', async () => {
      const { code, stderr } = await scan(`${web}:v9`);
      expect(code).toBe(5);
      expect(stderr).toContain('shop/web:v9');
    });

    it('names a registry that does not answer', async () => {
      const { code, stderr } = await scan(`127.0.0.1:${await freePort()}/shop/web:v1`);
      expect(code).toBe(4);
      expect(stderr).toMatch(/127\.0\.0\.1:\d+/);
    });

    it('keeps what it found when a layer is damaged, and says which', async () => {
      const layout = join(folder, 'layout');
      const files = { 'opt/big': 'many words\n'.repeat(200_000) };
      const image = buildImage(layout, {
        tag: 'damaged',
        layers: [
          { command: 'ADD os /', files: { 'etc/os-release': 'ID=debian\nVERSION_ID="12"\n' } },
          { command: 'COPY key /', files: { 'srv/id': deployKey } },
          { command: 'COPY big /', files },
        ],
      });
      await push(image, { to: `${registry.host}/shop/damaged:1`, as: scanner });
      const whole = reportOf(await scan(`${registry.host}/shop/damaged:1`, '--format', 'json', '--afresh'));
      const broken = whole.image.layers[2]?.digest ?? 'sha256:?';
      const hex = broken.slice('sha256:'.length);
      truncateSync(join(folder, 'registry/data/docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data'), 2_000);

      const { code, stdout, stderr } = await scan(`${registry.host}/shop/damaged:1`, '--format', 'json', '--afresh');
      expect(code).toBe(8);
      expect(stderr).toMatch(/^partial {2}/m);
      const report = reportOf({ code, stdout, stderr });
      expect(report.complete).toBe(false);
      expect(report.problems[0]?.code).toMatch(/LAYER|DIGEST|DOWNLOAD/);
      expect(report.problems[0]?.message).toContain(broken);
      expect(report.findings.map(({ kind }) => kind)).toContain('secret');
      const table = await scan(`${registry.host}/shop/damaged:1`, '--afresh');
      expect(table.stdout).toContain('Partial: not everything could be looked at.');
    });
  });

  it('serves a mirror to others, who then see the same', async () => {
    const child = spawn(dev, ['plimsoll', 'advisories', 'serve', '--mirror', mirror, '--listen', '127.0.0.1:0'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      const url = await until('it serves', async () => /at (http:\S+) until/.exec(said)?.[1]);
      const other = { ...env, PLIMSOLL_DATA_DIR: join(folder, 'other') };
      const updated = await command(['advisories', 'update', '--from', url, '--json'], { env: other });
      expect(updated.code, updated.stderr).toBe(0);
      expect(JSON.parse(updated.stdout)).toMatchObject({ advisories: 6, packages: 6 });
      expect(said).toMatch(/^200 GET \/osv\/Debian\/all\.zip$/m);
      const args = ['scan', `${web}:v1`, '--username', scanner.user, '--password-stdin', '--format', 'json'];
      const scanned = await command(args, { env: other, input: scanner.password });
      expect(ids(reportOf(scanned))).toContain('CVE-2099-0001 libssl3');
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGINT');
      expect(await ended).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
