/** What an inventory may hold at most, so that a made-up lock file cannot fill memory or break a terminal. */
import type { FoundPackage } from '../../facts/layer-facts.ts';

/** Twenty times the largest lock file seen in public. */
export const mostPackages = 100_000;
const longestName = 512;
const longestVersion = 256;
const mostDependencies = 5000;

/** Packages with a usable name and version, at most `mostPackages`; what is left out is told once. */
export function withinBounds(found: readonly FoundPackage[], note: (message: string) => void): readonly FoundPackage[] {
  let odd = 0;
  const sane = found.filter((each) => {
    const ok = isPlain(each.name, longestName) && (each.version === undefined || isPlain(each.version, longestVersion));
    if (!ok) odd++;
    return ok;
  });
  if (odd > 0) note(`${odd} entries have an empty, overlong or unprintable name or version and were left out`);
  if (sane.length > mostPackages) {
    note(`${sane.length} packages are named, the first ${mostPackages} were kept`);
    sane.length = mostPackages;
  }
  return sane.some(hasOddDependencies) ? sane.map(withSaneDependencies) : sane;
}

function hasOddDependencies({ dependsOn }: FoundPackage): boolean {
  return dependsOn.length > mostDependencies || !dependsOn.every((name) => isPlain(name, longestName));
}

function withSaneDependencies(each: FoundPackage): FoundPackage {
  return { ...each, dependsOn: each.dependsOn.filter((name) => isPlain(name, longestName)).slice(0, mostDependencies) };
}

/** Not empty, not too long, no control characters. */
function isPlain(text: string, longest: number): boolean {
  if (text.length === 0 || text.length > longest) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return false;
  }
  return true;
}
