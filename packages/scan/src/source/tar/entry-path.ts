/** Paths as archives write them, made clean: relative, without `.` and empty parts. */

const SLASH = 0x2f;
const DOT = 0x2e;
/** Linux's PATH_MAX: nothing longer can be unpacked. */
const LENGTH_MOST = 4096;

export type PathFault = 'climbs' | 'too long' | 'has a zero byte';
export type EntryPath = { readonly path: string } | { readonly fault: PathFault };

/** '' is the root itself. */
export function entryPath(raw: string): EntryPath {
  if (raw.length > LENGTH_MOST) return { fault: 'too long' };
  if (raw.includes('\0')) return { fault: 'has a zero byte' };
  if (isClean(raw)) return { path: raw };
  const parts: string[] = [];
  for (const part of raw.split('/')) {
    if (part === '..') return { fault: 'climbs' };
    if (part !== '' && part !== '.') parts.push(part);
  }
  return { path: parts.join('/') };
}

/** Most paths are, and then nothing has to be made anew. */
function isClean(path: string): boolean {
  if (path.length === 0) return true;
  if (path.charCodeAt(path.length - 1) === SLASH) return false;
  // A part that is empty or begins with a dot is looked at closely.
  let afterSlash = true;
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i);
    if (afterSlash && (code === SLASH || code === DOT)) return false;
    afterSlash = code === SLASH;
  }
  return true;
}
