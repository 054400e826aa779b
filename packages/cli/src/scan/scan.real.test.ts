/** The command against Debian's registry: what is scanned there, attached there, and asked for there. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanReportSchema } from '@plimsoll/scan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildLayout,
  type RealRegistry,
  registryObstacle,
  skopeo,
  startRealRegistry,
} from '../../../scan/src/source/registry/real-registry.fixture.ts';
import { exitCodes } from '../exit-code.ts';

const main = new URL('../main.ts', import.meta.url).pathname;
const obstacle = registryObstacle();

describe.skipIf(obstacle !== undefined)(`scan of a registry${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  let folder: string;
  let registry: RealRegistry;
  let target: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-scan-'));
    registry = await startRealRegistry(folder);
    target = `${registry.host}/shop/web:1`;
    skopeo('copy', '--dest-tls-verify=false', `oci:${buildLayout(folder)}:app`, `docker://${target}`);
  });
  afterAll(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true });
  });

  function scan(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { PATH: process.env.PATH, HOME: folder, TZ: 'UTC', PLIMSOLL_ADVISORIES: join(folder, 'none') };
    const given = ['--conditions=source', main, 'scan', target, '--only', 'secrets,misconfigurations', ...words];
    return new Promise((resolve) => {
      execFile(process.execPath, given, { env }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });
  }

  it('reports it, and the second time without reading a layer', async () => {
    const first = await scan('--format', 'json');
    expect(first.code, first.err).toBe(exitCodes.ok);
    const report = scanReportSchema.parse(JSON.parse(first.out));
    expect(report.image).toMatchObject({ repository: `${registry.host}/shop/web`, tag: '1', os: { id: 'debian' } });
    const again = scanReportSchema.parse(JSON.parse((await scan('--format', 'json')).out));
    expect({ ...again, scannedAt: 0, durationMs: 0 }).toEqual({ ...report, scannedAt: 0, durationMs: 0 });
  });

  it('attaches its SBOM once', async () => {
    expect((await scan('--attach-sbom', 'cyclonedx')).err).toMatch(/^Attached the SBOM: sha256:/m);
    expect((await scan('--attach-sbom', 'cyclonedx')).err).toMatch(/^The SBOM is attached already: sha256:/m);
  });

  it('fails when it is not signed as asked', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const file = join(folder, 'team.pub');
    writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }));
    const { code, err } = await scan('--key', file);
    expect(code).toBe(exitCodes.gate);
    expect(err).toContain('not signed  by anybody you trust');
  });

  it('says so when there is no such image', async () => {
    target = `${registry.host}/shop/none:1`;
    expect((await scan()).code).toBe(exitCodes.notFound);
  });
});
