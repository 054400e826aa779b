/** Which files may be executables, and how they are read. */
import type { LayerEntry } from '../../../source/source.ts';
import { bytesUpTo } from './file-bytes.ts';
import type { Program } from './program.ts';

/** Programs up to this are held whole while they are looked at; larger ones are followed as they go by. */
const mostHeld = 16 * 1024 * 1024;
/** The smallest program of either language that names its packages is many times this. */
const smallest = 8 * 1024;

export function isHeld({ bytes }: Pick<LayerEntry, 'bytes'>): boolean {
  return bytes <= mostHeld;
}

/** Executable by mode, by folder or by Windows' name. */
export function maybeExecutable(entry: LayerEntry): boolean {
  if (entry.bytes < smallest || entry.kind !== 'file') return false;
  return (entry.mode & 0o111) !== 0 || entry.path.endsWith('.exe') || isInBin(entry.path);
}

/** `bin/x`, `usr/sbin/x` */
function isInBin(path: string): boolean {
  const slash = path.lastIndexOf('/');
  return slash >= 3 && path.startsWith('bin', slash - 3);
}

/** Whether UPX compressed it: then nothing in it can be read without running it. */
export function isPacked({ bytes, sections }: Program): boolean {
  if (sections.some(({ name }) => name === 'UPX0')) return true;
  return sections.length === 0 && bytesUpTo(bytes, 0, 1024).indexOf('UPX!', 0, 'latin1') > 0;
}
