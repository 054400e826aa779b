/** The packages that a bun.lockb names, told as those of a bun.lock are. */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { declared } from '../found.ts';
import { developmentOnly } from '../reach.ts';
import type { Need } from './lockb/dependency-list.ts';
import type { LockedPackage } from './lockb/lockb.ts';
import type { OriginKind } from './lockb/resolution.ts';

/** The project's own. */
const own: ReadonlySet<OriginKind | undefined> = new Set<OriginKind>(['root', 'workspace', 'link', 'folder']);
/** What is fetched from elsewhere or lies packed in the project; of a registry's alone the version is one to compare. */
const elsewhere: ReadonlySet<OriginKind | undefined> = new Set<OriginKind>([
  'npm',
  'local-tarball',
  'remote-tarball',
  'git',
  'github',
]);

export function packagesOfBinary(
  locked: readonly LockedPackage[],
  note: (message: string) => void,
): readonly FoundPackage[] {
  const roots = locked.filter(({ kind }) => kind === 'root' || kind === 'workspace');
  const development = developmentOnly({
    runtime: roots.flatMap((each) => needsOf(each, neededAlways)),
    development: roots.flatMap((each) => needsOf(each, neededForDevelopment)),
    next: (index) => needsOf(locked[index], neededAlways),
  });
  let odd = 0;
  const packages = locked.flatMap((each, index) => {
    if (own.has(each.kind)) return [];
    if (!elsewhere.has(each.kind)) odd++;
    return [
      declared('npm', each.name, each.version, {
        scope: development.has(index) ? 'development' : 'runtime',
        dependsOn: namesNeeded(locked, each),
      }),
    ];
  });
  if (odd > 0) note(`of ${odd} packages it is not known where they come from, so they have no version`);
  return packages;
}

/** Bun installs peers too. */
const neededAlways: ReadonlySet<Need> = new Set<Need>(['runtime', 'peer']);
const neededForDevelopment: ReadonlySet<Need> = new Set<Need>(['development']);

/** Which packages it needs. */
function needsOf(each: LockedPackage | undefined, needs: ReadonlySet<Need>): readonly number[] {
  return each?.dependencies.flatMap(({ need, to }) => (to === undefined || !needs.has(need) ? [] : [to])) ?? [];
}

function namesNeeded(locked: readonly LockedPackage[], { dependencies }: LockedPackage): readonly string[] {
  return dependencies.flatMap(({ name, need, to }) =>
    need === 'runtime' ? [to === undefined ? name : (locked[to]?.name ?? name)] : [],
  );
}
