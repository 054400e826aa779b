import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generationsFolder } from '../generation/manifest.ts';

/**
 * Keeps the generation in use and the one before it, which a comparison of the two needs; the rest, and what a crash left, goes. Whoever
 * has an older one open keeps it: a removed file lives as long as somebody holds it. Runs under the lock of updates.
 */
export function clearGenerations(
  dir: string,
  { current, before }: { current: string; before: string | undefined },
): void {
  const folder = generationsFolder(dir);
  for (const name of readdirSync(folder)) {
    if (name === current || name === before) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}
