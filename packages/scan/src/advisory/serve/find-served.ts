/** Which file a path means: one of the mirror's, or one record inside an archive of the mirror. */
import { hash } from 'node:crypto';
import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { createZipDirectories, type ZipDirectories, ZipError } from '../feed/zip-entries.ts';

export interface Served {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
  readonly modifiedAt: number;
  /** For what is no file of its own. */
  readonly content: Buffer | undefined;
}

export type FindServed = (url: string) => Served | undefined;

/** Of one mirror folder; undefined for what is not there. @throws what the file system says of a file it cannot read */
export function createFinder(folder: string): FindServed {
  // The largest archive has a quarter of a million records.
  const archives = createZipDirectories({ entryBytes: 32 << 20, keptEntries: 400_000 });
  return (url) => findServed(folder, url, archives);
}

function findServed(folder: string, url: string, archives: ZipDirectories): Served | undefined {
  const parts = partsOf(url);
  if (parts === undefined) return undefined;
  const path = join(folder, ...parts);
  const found = fileAt(folder, parts);
  if (found !== undefined) {
    const etag = `"${found.size.toString(16)}-${Math.floor(found.mtimeMs).toString(16)}"`;
    return { path, bytes: found.size, etag, modifiedAt: found.mtimeMs, content: undefined };
  }
  const [kind, ecosystem = '', name = ''] = parts;
  const isRecord = kind === 'osv' && parts.length === 3 && name.endsWith('.json');
  return isRecord ? recordIn(folder, { archive: ['osv', ecosystem, 'all.zip'], name, archives }) : undefined;
}

function recordIn(
  folder: string,
  { archive, name, archives }: { archive: readonly string[]; name: string; archives: ZipDirectories },
): Served | undefined {
  const found = fileAt(folder, archive);
  if (found === undefined) return undefined;
  try {
    const content = archives.read(join(folder, ...archive), name);
    if (content === undefined) return undefined;
    const etag = `"${hash('sha256', content).slice(0, 32)}"`;
    return { path: '', bytes: content.length, etag, modifiedAt: found.mtimeMs, content };
  } catch (cause) {
    // A damaged archive has no records; whoever asks for the archive itself learns of the damage.
    if (cause instanceof ZipError) return undefined;
    throw cause;
  }
}

/** undefined for whatever could lead out of the folder, or to what begins with a dot. */
function partsOf(url: string): readonly string[] | undefined {
  let path: string;
  try {
    path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
  } catch {
    return undefined;
  }
  if (!path.startsWith('/') || path.length > 1_000) return undefined;
  const parts = path.slice(1).split('/');
  // No file system has names longer than that, and asking for one is an error.
  return parts.every((part) => /^[\w+@(),:][\w .+@(),:-]{0,254}$/.test(part)) ? parts : undefined;
}

/** A plain file below plain folders: links are not followed, wherever they lead. */
function fileAt(folder: string, parts: readonly string[]): Stats | undefined {
  for (let depth = 1; depth <= parts.length; depth++) {
    const found = lstatSync(join(folder, ...parts.slice(0, depth)), { throwIfNoEntry: false });
    if (depth === parts.length) return found?.isFile() === true ? found : undefined;
    if (found?.isDirectory() !== true) return undefined;
  }
  return undefined;
}
