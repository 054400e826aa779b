/** Rust programs built with cargo-auditable: https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md */
import { inflateSync } from 'node:zlib';
import type { FactSink } from '../../../facts/analyzer.ts';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import type { LayerEntry } from '../../../source/source.ts';
import type { Cataloger } from '../../cataloger.ts';
import { withinBounds } from '../bounds.ts';
import { executableWindow, maybeExecutable } from '../executable/executable-file.ts';
import { sectionBytes } from '../executable/program.ts';
import { readProgram } from '../executable/read-program.ts';
import { found, unique } from '../found.ts';
import { fields, jsonOf, list, text } from '../json-value.ts';

/** Unpacked; the list of a large program is some 100 KB. */
const longest = 8 * 1024 * 1024;

export const rustBinary: Cataloger = {
  id: 'rust-binary',
  version: '1',
  summary: 'crates of a Rust program built with cargo-auditable',
  files: ['executables (ELF, PE, Mach-O)'],
  open: (sink) => ({
    wants: (entry) => (maybeExecutable(entry) ? executableWindow : 0),
    look: (file) => look(sink, file),
    close: () => {},
  }),
};

function look(sink: FactSink, { entry, bytes, whole }: { entry: LayerEntry; bytes: Uint8Array; whole: boolean }): void {
  const { path } = entry;
  const program = readProgram(bytes);
  if (program === undefined) return;
  if (program.cut && !whole) {
    sink.passedOver('table of sections of a program beyond its first 64 MiB');
    return;
  }
  const section = program.sections.find(({ name }) => name === '.dep-v0');
  const packed = section === undefined ? undefined : sectionBytes(program, section);
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
