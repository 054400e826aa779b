/**
 * Packages that a lock file names and that are there as well are one: the one that is there. Both would be two findings for one thing.
 * What is only named stays, as nothing says that it is not there under another roof.
 */
import type { Package } from '@plimsoll/core';

export function withoutDeclaredTwins(packages: readonly Package[]): readonly Package[] {
  const declared = packages.filter(({ evidence }) => evidence === 'declared');
  if (declared.length === 0 || declared.length === packages.length) return packages;
  const installed = new Set<string>();
  for (const each of packages) {
    if (each.evidence === 'declared') continue;
    installed.add(keyOf(each, each.version));
    // A manifest that names no version is answered by any.
    installed.add(keyOf(each, undefined));
  }
  const needs = new Map<string, readonly string[]>();
  for (const each of declared) if (each.dependsOn.length > 0) needs.set(keyOf(each, each.version), each.dependsOn);
  return packages.flatMap((each) => {
    if (each.evidence === 'declared') return installed.has(keyOf(each, each.version)) ? [] : [each];
    const dependsOn = each.dependsOn.length > 0 ? undefined : needs.get(keyOf(each, each.version));
    return [dependsOn === undefined ? each : { ...each, dependsOn }];
  });
}

function keyOf({ type, name }: Package, version: string | undefined): string {
  return `${type}\n${name}\n${version ?? ''}`;
}
