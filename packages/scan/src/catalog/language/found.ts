/** A package as a cataloger finds it, with what most of them leave at its default. */
import type { PackageType } from '@plimsoll/core';
import type { FoundPackage } from '../../facts/layer-facts.ts';

export type FoundMore = Partial<Omit<FoundPackage, 'type' | 'name' | 'version'>>;

export function found(
  type: PackageType,
  name: string,
  version: string | undefined,
  more: FoundMore = nothing,
): FoundPackage {
  return {
    type,
    name,
    version,
    architecture: undefined,
    source: undefined,
    module: undefined,
    thirdParty: false,
    licence: undefined,
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: none,
    within: undefined,
    qualifiers: noQualifiers,
    ...more,
  };
}

/** Named by a lock file or manifest only. */
export function declared(
  type: PackageType,
  name: string,
  version: string | undefined,
  more: FoundMore = nothing,
): FoundPackage {
  return found(type, name, version, { ...more, evidence: 'declared' });
}

/** One entry for a name and version; runtime wins over development, dependencies are joined. Takes as long as the list is, however alike its entries. */
export function unique(packages: readonly FoundPackage[]): readonly FoundPackage[] {
  const byKey = new Map<string, Joined>();
  for (const each of packages) {
    const key = `${each.type}\n${each.name}\n${each.version ?? ''}\n${each.within ?? ''}`;
    const before = byKey.get(key);
    if (before === undefined) byKey.set(key, { first: each, others: undefined });
    else join(before, each);
  }
  return [...byKey.values()].map(({ first, others }) =>
    others === undefined ? first : { ...first, ...others.said, dependsOn: [...others.dependsOn] },
  );
}

interface Joined {
  readonly first: FoundPackage;
  /** Of those after the first. */
  others:
    | { readonly said: { licence: string | undefined; scope: FoundPackage['scope'] }; readonly dependsOn: Set<string> }
    | undefined;
}

function join(joined: Joined, { licence, scope, dependsOn }: FoundPackage): void {
  const { first } = joined;
  joined.others ??= { said: { licence: first.licence, scope: first.scope }, dependsOn: new Set(first.dependsOn) };
  const { said, dependsOn: all } = joined.others;
  said.licence ??= licence;
  if (said.scope !== 'runtime') said.scope = scope;
  for (const each of dependsOn) all.add(each);
}

const nothing: FoundMore = {};
const none: readonly string[] = [];
const noQualifiers: Readonly<Record<string, string>> = {};
