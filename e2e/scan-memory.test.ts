/** A scan in little memory, however large the image is: the bundled command on an image of a gigabyte. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScanReport } from '@plimsoll/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application } from '../bench/scan/large-files.ts';
import { systemFiles, writeDockerArchive, writeLayout } from '../bench/scan/large-images.ts';

const bundle = join(import.meta.dirname, '../packages/cli/bundle/plimsoll.js');
const obstacle = existsSync(bundle) ? undefined : 'there is no bundle: ./dev build';
const megabyte = 1024 * 1024;
const promisedMb = 150;

describe.skipIf(obstacle !== undefined)(`memory of a scan${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-memory-'));
  const system = (bytes: number) => () => systemFiles(bytes * megabyte);

  beforeAll(async () => {
    await writeLayout(join(folder, 'layout'), [
      { packing: 'plain', files: system(500) },
      { packing: 'gzip', files: system(250) },
      { packing: 'zstd', files: system(150) },
      { packing: 'plain', files: () => [application('app/shop.jar', 40)] },
    ]);
    await writeDockerArchive(join(folder, 'archive.tar'), [
      { packing: 'plain', files: system(400) },
      { packing: 'plain', files: () => [application('app/shop.war', 40)] },
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['an OCI layout', 'oci:layout:1'],
    ['an archive of docker save', 'docker-archive:archive.tar'],
  ])('stays within what is promised: %s', async (_, target) => {
    const { report, peakMb } = await scan(folder, target.replace(/:(?=layout|archive\.)/, `:${folder}/`));
    expect(report.problems).toEqual([]);
    // 40 libraries and the large one, each under its own path, and the application is nobody's.
    expect(report.packages.filter(({ type }) => type === 'maven')).toHaveLength(41);
    expect(peakMb).toBeGreaterThan(50);
    expect(peakMb).toBeLessThanOrEqual(promisedMb);
  });
});

interface Scanned {
  readonly report: ScanReport;
  readonly peakMb: number;
}

/** The kernel knows how much it was at its most; the process asks it as the last thing it does. */
function scan(folder: string, target: string): Promise<Scanned> {
  const peak = join(folder, 'peak');
  const hook = join(folder, 'hook.cjs');
  const ask = `fs.readFileSync('/proc/self/status', 'utf8')`;
  writeFileSync(
    hook,
    `const fs = require('node:fs'); process.on('exit', () => fs.writeFileSync(${JSON.stringify(peak)}, ${ask}));`,
  );
  const args = ['--require', hook, bundle, 'scan', target, '--offline', '--format', 'json'];
  const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, `cache-${performance.now()}`) };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env, maxBuffer: 256 * megabyte }, (error, out, err) => {
      if (out === '') return reject(error ?? new Error(err));
      const kb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(peak, 'utf8'))?.[1]);
      resolve({ report: JSON.parse(out), peakMb: kb / 1024 });
    });
  });
}
