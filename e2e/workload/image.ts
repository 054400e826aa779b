/**
 * The web workload's image, made from the distribution's packages: no registry is asked.
 *
 * in     a running engine
 * out    the image `plimsoll-test/web:1`: Debian with nginx-light and perl
 * holds  the root file system is made once a checkout and kept in .cache, for making it takes a quarter of a minute
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { importImage, type TestEngine } from '@plimsoll/testkit';

const run = promisify(execFile);
export const webImage = 'plimsoll-test/web:1';
const archive = join(import.meta.dirname, '../../.cache/images/web-bookworm.tar');

export async function importWebImage(engine: TestEngine): Promise<void> {
  if (!existsSync(archive)) {
    mkdirSync(join(archive, '..'), { recursive: true });
    const unfinished = `${archive}.${process.pid}`;
    await run('mmdebstrap', [
      '--quiet',
      '--variant=minbase',
      '--include=nginx-light',
      '--format=tar',
      'bookworm',
      unfinished,
    ]);
    renameSync(unfinished, archive);
  }
  await importImage(engine, webImage, readFileSync(archive));
}
