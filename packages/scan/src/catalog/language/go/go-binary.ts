/** Go programs by the module list that is built into them. */
import type { FactSink } from '../../../facts/analyzer.ts';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import type { LayerEntry } from '../../../source/source.ts';
import type { Cataloger } from '../../cataloger.ts';
import { withinBounds } from '../bounds.ts';
import { executableWindow, isPacked, maybeExecutable } from '../executable/executable-file.ts';
import { readProgram } from '../executable/read-program.ts';
import { found, unique } from '../found.ts';
import { type GoBuildInfo, isGo, readGoBuildInfo } from './go-build-info.ts';
import { goModules } from './go-modules.ts';
import { goVersion } from './go-version.ts';

export const goBinary: Cataloger = {
  id: 'go-binary',
  version: '1',
  summary: 'modules and standard library of a Go program',
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
  const info = readGoBuildInfo(program);
  if (info !== undefined) {
    const note = (message: string) =>
      sink.problem({ code: 'INVENTORY_UNREADABLE', message: `${path}: ${message}`, path });
    const packages = withinBounds(packagesOf(info), note);
    if (packages.length > 0) sink.inventory({ cataloger: goBinary.id, path, packages, owned: [] });
    return;
  }
  if (isPacked(program.bytes, program.sections)) {
    const message = `${path} is packed with UPX, so the packages in it cannot be listed; ship it unpacked`;
    sink.problem({ code: 'INVENTORY_UNREADABLE', message, path });
  } else if (!whole && isGo(program)) {
    const message = `${path} is a Go program of ${entry.bytes} bytes whose module list lies beyond the first ${executableWindow} bytes, which is as far as programs are read`;
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
