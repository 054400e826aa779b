import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generationsFolder } from '../generation/manifest.ts';

/**
 * Keeps the generation in use and the one before it, which a comparison of the two needs; the rest, and what a crash left, goes. Whoever
 * has an older one open keeps it: a removed file lives as long as somebody holds it. Runs under the lock of updates.
 */
export function clearGenerations(dir: string, current: string): void {
  const folder = generationsFolder(dir);
  const names = readdirSync(folder).sort();
  const before = names.filter((name) => !name.startsWith('.') && name < current).at(-1);
  for (const name of names) {
    if (name === current || name === before) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}
