/** Rust programs built with cargo-auditable: https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md */
import { inflateSync } from 'node:zlib';
import type { FactSink } from '../../../facts/analyzer.ts';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import type { Cataloger } from '../../cataloger.ts';
import { withinBounds } from '../bounds.ts';
import { isHeld, maybeExecutable } from '../executable/executable-file.ts';
import { bytesUpTo } from '../executable/file-bytes.ts';
import { followProgram } from '../executable/follow-program.ts';
import type { Program } from '../executable/program.ts';
import { readHeldProgram } from '../executable/read-program.ts';
import { found, unique } from '../found.ts';
import { fields, jsonOf, list, text } from '../json-value.ts';
import { crateSearch, isCrateList } from './crate-search.ts';

/** Unpacked; the list of a large program is some 100 KB. */
const longest = 8 * 1024 * 1024;

export const rustBinary: Cataloger = {
  id: 'rust-binary',
  version: '2',
  summary: 'crates of a Rust program built with cargo-auditable',
  files: ['executables (ELF, PE, Mach-O)'],
  open: (sink) => ({
    wants: (entry) => (maybeExecutable(entry) && isHeld(entry) ? entry.bytes : 0),
    look({ entry, bytes, whole }) {
      const program = readHeldProgram(bytes);
      if (program !== undefined) look(sink, { path: entry.path, program, whole });
    },
    follow: (entry) =>
      maybeExecutable(entry) && !isHeld(entry)
        ? followProgram({
            ...crateSearch(),
            done: (program, whole) => look(sink, { path: entry.path, program, whole }),
          })
        : undefined,
    close: () => {},
  }),
};

interface Seen {
  readonly path: string;
  readonly program: Program;
  readonly whole: boolean;
}

function look(sink: FactSink, { path, program, whole }: Seen): void {
  if (program.missing !== undefined && !whole) {
    sink.passedOver('table of sections of a program that could not be read to its end');
    return;
  }
  const packed = crateList(program);
  if (packed === undefined) return;
  const note = (message: string) =>
    sink.problem({ code: 'INVENTORY_UNREADABLE', message: `${path}: ${message}`, path });
  try {
    const packages = withinBounds(packagesOf(inflateSync(packed, { maxOutputLength: longest })), note);
    if (packages.length > 0) sink.inventory({ cataloger: rustBinary.id, path, packages, owned: [] });
  } catch (error) {
    note(`its list of crates (.dep-v0) could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The section by its name; where a large program's names were not kept, the one that begins as the list does. */
function crateList({ bytes, sections }: Program): Buffer | undefined {
  const section =
    sections.find(({ name }) => name === '.dep-v0') ??
    sections.find(({ name, offset, size }) => name === '' && isCrateList(bytesUpTo(bytes, offset, size)));
  return section === undefined ? undefined : bytesUpTo(bytes, section.offset, section.size);
}

/** Dependencies are indexes into the same list. */
function packagesOf(json: Uint8Array): readonly FoundPackage[] {
  const crates = list(fields(jsonOf(json)).packages).map(fields);
  const names = crates.map((each) => text(each.name) ?? '');
  return unique(
    crates.map((each, index) =>
      found('cargo', names[index] as string, text(each.version), {
        scope: each.kind === 'build' ? 'development' : 'runtime',
        dependsOn: list(each.dependencies)
          .map((at) => (typeof at === 'number' ? names[at] : undefined))
          .filter((name) => name !== undefined && name !== '') as string[],
      }),
    ),
  );
}
