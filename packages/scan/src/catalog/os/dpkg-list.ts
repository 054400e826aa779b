/** The file list of a deb: `info/NAME.list` has one absolute path a line, folders too; distroless has `NAME.md5sums` beside its stanza. */
import { encodePathSet } from '../../facts/path-set.ts';

/** undefined when nothing is listed but folders. */
export function ownedByList(text: string): string | undefined {
  return encodeFiles(text.split('\n').map((line) => line.replace(/^\/+|\/+$/g, '')));
}

export function ownedByMd5sums(text: string): string | undefined {
  return encodeFiles(
    text.split('\n').map((line) =>
      line
        .slice(line.indexOf(' '))
        .trim()
        .replace(/^(?:\.\/)?\/*/, ''),
    ),
  );
}

/** Folders are shared by packages and would only fill the set: what is another line's parent is one. */
function encodeFiles(paths: readonly string[]): string | undefined {
  const folders = new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  const files = paths.filter((path) => path !== '' && path !== '.' && !folders.has(path));
  return files.length === 0 ? undefined : encodePathSet(files);
}
