/** Go programs by the module list that is built into them. */
import type { FactSink } from '../../../facts/analyzer.ts';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import type { LayerEntry } from '../../../source/source.ts';
import type { Cataloger } from '../../cataloger.ts';
import { withinBounds } from '../bounds.ts';
import { isHeld, isPacked, maybeExecutable } from '../executable/executable-file.ts';
import { followProgram } from '../executable/follow-program.ts';
import type { Program } from '../executable/program.ts';
import { readHeldProgram } from '../executable/read-program.ts';
import { found, unique } from '../found.ts';
import { type GoBuildInfo, isGo, readGoBuildInfo } from './go-build-info.ts';
import { goModules } from './go-modules.ts';
import { goSearch } from './go-search.ts';
import { goVersion } from './go-version.ts';

export const goBinary: Cataloger = {
  id: 'go-binary',
  version: '2',
  summary: 'modules and standard library of a Go program',
  files: ['executables (ELF, PE, Mach-O)'],
  open: (sink) => ({
    wants: (entry) => (maybeExecutable(entry) && isHeld(entry) ? entry.bytes : 0),
    look({ entry, bytes, whole }) {
      const program = readHeldProgram(bytes);
      if (program !== undefined) look(sink, { entry, program, whole });
    },
    follow: (entry) =>
      maybeExecutable(entry) && !isHeld(entry)
        ? followProgram({ ...goSearch(), done: (program, whole) => look(sink, { entry, program, whole }) })
        : undefined,
    close: () => {},
  }),
};

interface Seen {
  readonly entry: LayerEntry;
  readonly program: Program;
  readonly whole: boolean;
}

function look(sink: FactSink, { entry, program, whole }: Seen): void {
  const { path } = entry;
  const info = readGoBuildInfo(program);
  if (info !== undefined) {
    const note = (message: string) =>
      sink.problem({ code: 'INVENTORY_UNREADABLE', message: `${path}: ${message}`, path });
    const packages = withinBounds(packagesOf(info), note);
    if (packages.length > 0) sink.inventory({ cataloger: goBinary.id, path, packages, owned: [] });
    return;
  }
  if (isPacked(program)) {
    const message = `${path} is packed with UPX, so the packages in it cannot be listed; ship it unpacked`;
    sink.problem({ code: 'INVENTORY_UNREADABLE', message, path });
  } else if (!whole && isGo(program)) {
    const message = `${path} is a Go program of ${entry.bytes} bytes that could not be read to its end, where its module list is; its packages are missing`;
    sink.problem({ code: 'FILE_TOO_LARGE', message, path });
  }
}

function packagesOf({ toolchain, modules }: GoBuildInfo): readonly FoundPackage[] {
  const { main, dependencies, claimedVersion } = goModules(modules);
  const packages = dependencies.map(({ path, version }) => found('golang', path, version));
  const release = toolchain === undefined ? undefined : goVersion(toolchain);
  packages.unshift(found('golang', 'stdlib', release));
  if (main !== undefined) {
    const dependsOn = ['stdlib', ...new Set(dependencies.map(({ path }) => path))];
    const claim = main.version === undefined && claimedVersion !== undefined ? { claimedVersion } : {};
    packages.unshift(found('golang', main.path, main.version, { dependsOn, ...claim }));
  }
  return unique(packages);
}
