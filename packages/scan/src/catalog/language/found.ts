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

/** One entry for a name and version; runtime wins over development, dependencies are joined. */
export function unique(packages: readonly FoundPackage[]): readonly FoundPackage[] {
  const byKey = new Map<string, FoundPackage>();
  for (const each of packages) {
    const key = `${each.type}\n${each.name}\n${each.version ?? ''}\n${each.within ?? ''}`;
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? each : joined(before, each));
  }
  return [...byKey.values()];
}

function joined(a: FoundPackage, b: FoundPackage): FoundPackage {
  return {
    ...a,
    licence: a.licence ?? b.licence,
    scope: a.scope === 'runtime' ? a.scope : b.scope,
    dependsOn: a.dependsOn.length === 0 ? b.dependsOn : [...new Set([...a.dependsOn, ...b.dependsOn])],
  };
}

const nothing: FoundMore = {};
const none: readonly string[] = [];
const noQualifiers: Readonly<Record<string, string>> = {};
