import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join, normalize, sep } from 'node:path';
import { ScanError } from '../../errors.ts';
import type { FeedBase, Fetched, FetchOptions, Resource } from './feed-base.ts';

/** A mirror on this host. Its files are read where they are. */
export function createFolderBase(folder: string): FeedBase {
  if (!isFolder(folder)) {
    throw new ScanError('FEED_UNREACHABLE', `There is no mirror folder ${folder}`, {
      hint: 'It holds osv/<ecosystem>/all.zip, kev/known_exploited_vulnerabilities.json and so on: see docs/guide/advisories.md.',
    });
  }
  return {
    name: folder,
    kind: 'mirror',
    fetch: async (resource, options) => look(folder, resource, options),
    list: (below) => namesIn(join(folder, below)),
    close: async () => {},
  };
}

function look(folder: string, resource: Resource, { known, onBytes }: FetchOptions): Fetched {
  const { path, mostBytes } = resource;
  const file = join(folder, normalize(`${sep}${path}`));
  if (resource.folder === true) return lookInside(file, known);
  const found = statOf(file);
  if (found === undefined) return { state: 'missing', where: file };
  if (found.size > mostBytes) {
    throw new ScanError('FEED_INVALID', `${file} has ${found.size} bytes, more than the ${mostBytes} that are read`, {
      hint: 'Check that it is the right file.',
    });
  }
  const etag = `"${found.ino}-${found.size}-${found.mtimeMs}"`;
  if (known?.etag === etag) return { state: 'unchanged' };
  onBytes(found.size, found.size);
  const whole = { path: file, where: file, bytes: found.size, etag, lastModified: undefined, discard: () => {} };
  return { state: 'found', file: whole };
}

function lookInside(folder: string, known: FetchOptions['known']): Fetched {
  const digest = createHash('sha256');
  let [bytes, count] = [0, 0];
  for (const name of namesIn(folder)) {
    const found = name.endsWith('.json') ? statOf(join(folder, name)) : undefined;
    if (found === undefined) continue;
    digest.update(`${name} ${found.size} ${found.mtimeMs}\n`);
    bytes += found.size;
    count++;
  }
  if (count === 0) return { state: 'missing', where: folder };
  const etag = `"${digest.digest('hex').slice(0, 32)}"`;
  if (known?.etag === etag) return { state: 'unchanged' };
  return {
    state: 'found',
    file: { path: folder, where: folder, bytes, etag, lastModified: undefined, discard: () => {} },
  };
}

function statOf(file: string) {
  try {
    const found = statSync(file);
    return found.isFile() ? found : undefined;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new ScanError('FEED_UNREACHABLE', `${file} cannot be read: ${String(cause)}`, {
      hint: 'Check its permissions.',
      cause,
    });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function isMissing(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
