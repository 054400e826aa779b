/** The module list of a Go program: https://pkg.go.dev/runtime/debug#BuildInfo */
import { lines } from '../block-map.ts';

export interface GoModules {
  /** The module of the program itself. */
  readonly main: GoModule | undefined;
  readonly dependencies: readonly GoModule[];
  /** What a build flag claims the program's version to be: `-X main.version=1.2.3`. Anybody may write anything there. */
  readonly claimedVersion: string | undefined;
}

export interface GoModule {
  readonly path: string;
  /** As written, with `v`; undefined for a build from a working copy and for one replaced by a folder. */
  readonly version: string | undefined;
}

const mostModules = 20_000;

export function goModules(text: string): GoModules {
  let main: GoModule | undefined;
  let claimedVersion: string | undefined;
  const dependencies: GoModule[] = [];
  for (const line of lines(text)) {
    const [kind, path = '', version = ''] = line.split('\t', 4);
    if (kind === 'mod' && path !== '') main = { path, version: released(version) };
    else if (kind === 'dep' && path !== '' && dependencies.length < mostModules)
      dependencies.push({ path, version: released(version) });
    else if (kind === '=>') replace(dependencies, { path, version: released(version) });
    else if (kind === 'build' && path.startsWith('-ldflags=')) claimedVersion = claimed(path);
  }
  return { main, dependencies, claimedVersion };
}

/** What was built in is the replacement; one without version is a folder, of which only the name it stands in for is known. */
function replace(dependencies: GoModule[], by: GoModule): void {
  const replaced = dependencies.pop();
  if (replaced === undefined) return;
  dependencies.push(by.version === undefined ? { path: replaced.path, version: undefined } : by);
}

function released(version: string): string | undefined {
  return version === '' || version === '(devel)' ? undefined : version;
}

function claimed(flags: string): string | undefined {
  return /-X[ =]\\?['"]?[\w./-]{0,200}?[vV]ersion=(v?\d+\.\d+[\w.+-]{0,60})/.exec(flags)?.[1];
}
