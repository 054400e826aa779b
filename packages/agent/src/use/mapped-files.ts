/**
 * Which files of its image a process uses now: mapped executable, or an archive it holds open.
 *
 * in     /proc/PID/maps, /proc/PID/fd, /proc/PID/exe
 * out    paths as the container sees them
 * holds  what a process does to its own tables cannot make this long: bytes, descriptors and paths are limited
 *
 * proc(5): a path in maps has newlines as \012; a mapping of a file that is gone ends in " (deleted)".
 */
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';

export interface ProcessFiles {
  /** undefined when it cannot be told: the process ended, or we may not look. */
  of(pid: number): FilesInUse | undefined;
}

export interface FilesInUse {
  readonly executable: string | undefined;
  readonly loaded: readonly string[];
}

const mostBytes = 2 * 1024 * 1024;
const mostDescriptors = 2048;
const mostPaths = 1000;
/** Read by their offset rather than mapped. */
const archive = /\.(jar|war|ear|whl|egg|phar|zip)$/;

export const liveFiles: ProcessFiles = {
  of(pid) {
    const maps = readStart(`/proc/${pid}/maps`);
    if (maps === undefined) return undefined;
    return {
      executable: linkOf(`/proc/${pid}/exe`),
      loaded: [...new Set([...executableMappings(maps), ...openArchives(pid)])].slice(0, mostPaths),
    };
  },
};

/** `7f…-7f… r-xp 00028000 00:2f 1234  /usr/lib/libc.so.6` */
export function executableMappings(maps: string): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const line of maps.split('\n')) {
    const path = /^[0-9a-f]+-[0-9a-f]+ ..x. [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ \d+\s+(\/.*)$/.exec(line)?.[1];
    const clean = path === undefined ? undefined : cleanPath(path.replaceAll('\\012', '\n'));
    if (clean !== undefined) paths.add(clean);
    if (paths.size >= mostPaths) break;
  }
  return paths;
}

/** undefined for what is in no image: gone files, memory, devices. */
function cleanPath(path: string): string | undefined {
  if (path.endsWith(' (deleted)') || /^\/(memfd:|dev\/|proc\/|SYSV)/.test(path)) return undefined;
  return path.length > 4096 ? undefined : path;
}

function openArchives(pid: number): readonly string[] {
  const found: string[] = [];
  try {
    for (const name of readdirSync(`/proc/${pid}/fd`).slice(0, mostDescriptors)) {
      const path = linkOf(`/proc/${pid}/fd/${name}`);
      if (path !== undefined && archive.test(path)) found.push(path);
    }
  } catch {
    return found; // it ended meanwhile
  }
  return found;
}

function linkOf(link: string): string | undefined {
  try {
    const path = readlinkSync(link);
    return path.startsWith('/') ? cleanPath(path) : undefined;
  } catch {
    return undefined; // it ended, or is a kernel thread
  }
}

/** Whole lines from its start: a process with a million mappings is not read to its end. */
function readStart(path: string): string | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    const chunks: Buffer[] = [];
    let size = 0;
    // The kernel hands out a page or so at a time.
    for (;;) {
      const chunk = Buffer.allocUnsafe(64 * 1024);
      const read = readSync(handle, chunk);
      if (read === 0) return Buffer.concat(chunks).toString('utf8');
      chunks.push(chunk.subarray(0, read));
      size += read;
      if (size >= mostBytes) {
        const text = Buffer.concat(chunks).toString('utf8');
        return text.slice(0, text.lastIndexOf('\n') + 1);
      }
    }
  } catch {
    return undefined; // it ended, or we may not look
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
