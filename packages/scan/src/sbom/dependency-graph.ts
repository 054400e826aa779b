import type { Package } from '@plimsoll/core';

/**
 * Ids of what each package depends on. Names are looked up among packages of the same type, first in the same inventory (one lock
 * file's semver is not another's); a name nothing there has is left out: a virtual package, or one that is not installed.
 */
export function* dependencyEdges(
  packages: readonly Package[],
): Generator<{ readonly from: Package; readonly to: readonly Package[] }> {
  const byName = new Map<string, Package[]>();
  for (const item of packages) {
    const key = `${item.type} ${item.name}`;
    const same = byName.get(key);
    if (same === undefined) byName.set(key, [item]);
    else same.push(item);
  }
  for (const from of packages) {
    if (from.dependsOn.length === 0) continue;
    const to = new Set<Package>();
    for (const name of from.dependsOn) {
      const candidates = byName.get(`${from.type} ${name}`) ?? [];
      const chosen = candidates.find(({ path }) => path === from.path) ?? candidates[0];
      if (chosen !== undefined && chosen !== from) to.add(chosen);
    }
    if (to.size > 0) yield { from, to: [...to] };
  }
}
