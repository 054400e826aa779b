/** Which files may be executables, and how much of them is read. */
import type { LayerEntry } from '../../../source/source.ts';

/**
 * As much as fits the memory a whole scan may take. Larger programs are looked at as far as this goes: linkers put read-only data, which
 * Go's module list is in, before its last third.
 */
export const executableWindow = 64 * 1024 * 1024;
/** The smallest program of either language that names its packages is many times this. */
const smallest = 8 * 1024;

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
export function isPacked(bytes: Buffer, sections: readonly { readonly name: string }[]): boolean {
  if (sections.some(({ name }) => name === 'UPX0')) return true;
  const magic = bytes.subarray(0, 1024).indexOf('UPX!', 0, 'latin1');
  return magic > 0 && sections.length === 0;
}
