/**
 * One erratum may hold several builds of a package: for minor releases side by side (`el8_4`, `el8_6`) or for rebuilds of a module.
 * Each of them is the fix, so only those of the branch the installed build came from count; and of several, the earliest.
 */
import type { Advisory, AdvisoryRange } from '../advisory/advisory.ts';
import { rpm } from '../version/rpm.ts';

export function ofInstalledBranch(advisories: readonly Advisory[], installed: string): readonly Advisory[] {
  if (advisories.length === 1 && (advisories[0]?.ranges.length ?? 0) <= 1) return advisories;
  const byRecord = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    const others = byRecord.get(advisory.id);
    if (others === undefined) byRecord.set(advisory.id, [advisory]);
    else others.push(advisory);
  }
  const branch = branchOf(installed);
  return [...byRecord.values()].map((same) => oneOf(same, branch));
}

function oneOf(same: readonly Advisory[], branch: string | undefined): Advisory {
  const [first] = same as readonly [Advisory];
  const ranges = same.flatMap((advisory) => advisory.ranges);
  const fixes = ranges.map(onlyFix);
  // Ranges of another form say more than which build has the fix.
  if (ranges.length < 2 || fixes.some((fix) => fix === undefined))
    return same.length === 1 ? first : { ...first, ranges, versions: same.flatMap((advisory) => advisory.versions) };
  const builds = fixes.filter((fix) => fix !== undefined);
  const sameBranch = builds.filter((fix) => branch !== undefined && branchOf(fix) === branch);
  const [earliest] = (sameBranch.length > 0 ? sameBranch : builds).toSorted((a, b) => rpm.compare(a, b) ?? 0);
  return { ...first, ranges: ranges.filter((range) => onlyFix(range) === earliest).slice(0, 1) };
}

/** The fix of "all before this one". */
function onlyFix({ events }: AdvisoryRange): string | undefined {
  const [introduced, fixed] = events;
  if (events.length !== 2 || introduced === undefined || fixed === undefined) return undefined;
  return 'introduced' in introduced && introduced.introduced === '0' && 'fixed' in fixed ? fixed.fixed : undefined;
}

/** `el8_4` of `1.2-3.el8_4.1`; `module_el8.5.0` of `11-1.module_el8.5.0+108+00865455`. */
function branchOf(version: string): string | undefined {
  const release = version.slice(version.lastIndexOf('-') + 1);
  return (/module[_+]el\d+(?:\.\d+)*/.exec(release) ?? /(?<=[._])el\d+(?:_\d+)?/.exec(release))?.[0];
}
