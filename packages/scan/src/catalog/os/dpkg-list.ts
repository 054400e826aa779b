/** The file list of a deb: `info/NAME.list` has one absolute path a line, folders too; distroless has `NAME.md5sums` beside its stanza. */
import { encodePathSet } from '../../facts/path-set.ts';

/** What dpkg itself keeps of a package and runs: no list names it. */
const scripts = ['preinst', 'postinst', 'prerm', 'postrm', 'config'];

/** `name` as the list is called: `libc6:amd64`. */
export function ownedByList(text: string, name: string): string | undefined {
  const listed = text.split('\n').map((line) => line.replace(/^\/+|\/+$/g, ''));
  return encodeFiles([...listed, ...scripts.map((script) => `var/lib/dpkg/info/${name}.${script}`)]);
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
