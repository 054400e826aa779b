import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FetchedFile } from '../base/feed-base.ts';

export function mirrorFolder(dir: string): string {
  return join(dir, 'mirror');
}

/** A feed as it came, under the path a mirror has it at; whoever reads there meanwhile sees the old file or the new. */
export function keepRaw(dir: string, { path, file }: { path: string; file: FetchedFile }): void {
  const target = join(mirrorFolder(dir), path);
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${target}.${randomUUID()}.part`;
  copyFileSync(file.path, temporary);
  renameSync(temporary, target);
}
