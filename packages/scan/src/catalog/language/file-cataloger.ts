/**
 * Catalogers that read one kind of file whole and say which packages it names.
 *
 * in     a form: which paths, how many bytes at most, and a function from the bytes to packages
 * out    a cataloger
 * holds  whatever the bytes are, `look` does not throw: a file that cannot be read is one problem that names it, and what a form returns
 *        is cut to sane names, versions and counts before it becomes an inventory
 */

import type { FactSink } from '../../facts/analyzer.ts';
import type { FoundPackage } from '../../facts/layer-facts.ts';
import type { LayerEntry } from '../../source/source.ts';
import type { Cataloger } from '../cataloger.ts';
import { withinBounds } from './bounds.ts';

export const megabyte = 1024 * 1024;

export interface FileForm {
  readonly id: string;
  /** Raised whenever the same bytes would give other packages. */
  readonly version: string;
  readonly summary: string;
  /** Patterns; each ends with a plain character. */
  readonly files: readonly string[];
  /** Larger files are a problem, not an inventory. */
  readonly most: number;
  /** Bytes of all its files in one layer; 512 MiB when not given, far above what any image has. Less for what is slow to read. */
  readonly mostInLayer?: number;
  /** Called for entries whose name ends like one of `files`: a suffix check first. */
  matches(path: string, entry: LayerEntry): boolean;
  /** @throws anything when the bytes are not of the form; becomes a problem that names the file */
  read(file: FormFile): readonly FoundPackage[];
}

export interface FormFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Tells of something in the file that could not be read while the rest was; the path is put in front. */
  note(message: string): void;
}

export function fileCataloger(form: FileForm): Cataloger {
  const last = lastCharacters(form.files);
  return {
    id: form.id,
    version: form.version,
    summary: form.summary,
    files: form.files,
    open: (sink) => {
      let left = form.mostInLayer ?? mostInLayer;
      return {
        wants: (entry) => {
          const { path } = entry;
          if (last[path.charCodeAt(path.length - 1)] !== 1) return 0;
          return form.matches(path, entry) && entry.kind === 'file' && entry.bytes > 0 ? form.most : 0;
        },
        look(file) {
          left -= Math.min(file.bytes.byteLength, form.most);
          if (left >= 0) look(form, sink, file);
          else refuse(form, sink, file.entry.path);
        },
        close: () => {},
      };
    },
  };
}

const mostInLayer = 512 * megabyte;
/** Of forms in TOML: a reader of it takes half a second for a megabyte made to be slow. */
export const mostToml = 64 * megabyte;

function refuse({ id, summary }: FileForm, sink: FactSink, path: string): void {
  const message = `${path} was not read as ${summary}: the layer has more of such files than ${id} reads, so its packages are missing`;
  sink.problem({ code: 'FILE_TOO_LARGE', message, path });
}

/**
 * What names may end with, by the patterns. With some thirty catalogers asked for each of ten thousands of entries, one look at a
 * character in nearly all cases is what makes asking cheap.
 */
function lastCharacters(patterns: readonly string[]): Uint8Array {
  const table = new Uint8Array(128);
  for (const pattern of patterns) table[pattern.charCodeAt(pattern.length - 1)] = 1;
  return table;
}

function look(form: FileForm, sink: FactSink, file: { entry: LayerEntry; bytes: Uint8Array; whole: boolean }): void {
  const { path } = file.entry;
  if (!file.whole || file.bytes.byteLength > form.most) {
    const message = `${path} has ${file.entry.bytes} bytes; ${form.id} reads files of up to ${form.most} bytes, so its packages are missing`;
    sink.problem({ code: 'FILE_TOO_LARGE', message, path });
    return;
  }
  try {
    const note = (message: string) =>
      sink.problem({ code: 'INVENTORY_UNREADABLE', message: `${path}: ${message}`, path });
    const found = form.read({ path, bytes: file.bytes, note });
    const packages = withinBounds(found, note);
    if (packages.length > 0) sink.inventory({ cataloger: form.id, path, packages, owned: [] });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200);
    const message = `${path} could not be read as ${form.summary}: ${reason}`;
    sink.problem({ code: 'INVENTORY_UNREADABLE', message, path });
  }
}
