/**
 * One erratum may hold several builds of a package: for minor releases side by side (`el8_4`, `el8_6`) or for rebuilds of a module.
 * Each of them is the fix, so only those of the branch the installed build came from count; and of several, the earliest.
 */
import type { Advisory, AdvisoryRange } from '../advisory/advisory.ts';
import { rpm } from '../version/rpm.ts';

/** An advisory with the ranges of it that count. */
export interface Candidate {
  readonly advisory: Advisory;
  readonly ranges: readonly AdvisoryRange[];
}

export function ofInstalledBranch(advisories: readonly Advisory[], installed: string): readonly Candidate[] {
  const byRecord = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    const others = byRecord.get(advisory.id);
    if (others === undefined) byRecord.set(advisory.id, [advisory]);
    else others.push(advisory);
  }
  const branch = branchOf(installed);
  return [...byRecord.values()].flatMap((same) => oneOf(same, branch));
}

function oneOf(same: readonly Advisory[], branch: string | undefined): readonly Candidate[] {
  const all = same.flatMap((advisory) => advisory.ranges.map((range) => ({ advisory, range, fix: onlyFix(range) })));
  // Ranges of another form, and lists, say more than which build has the fix.
  const plain = all.length > 1 && same.every(({ versions }) => versions.length === 0);
  if (!plain || all.some(({ fix }) => fix === undefined))
    return same.map((advisory) => ({ advisory, ranges: advisory.ranges }));
  const sameBranch = all.filter(({ fix }) => branch !== undefined && fix !== undefined && branchOf(fix) === branch);
  // A build for an earlier minor release sorts below what is installed and still may be the newer one.
  const later = all.filter(({ fix }) => minorOf(branchOf(fix ?? '')) >= minorOf(branch));
  const [earliest] = (sameBranch.length > 0 ? sameBranch : later.length > 0 ? later : all).toSorted(
    (a, b) => rpm.compare(a.fix ?? '', b.fix ?? '') ?? 0,
  );
  return earliest === undefined ? [] : [{ advisory: earliest.advisory, ranges: [earliest.range] }];
}

/** The fix of "all before this one". */
function onlyFix({ events }: AdvisoryRange): string | undefined {
  const [introduced, fixed] = events;
  if (events.length !== 2 || introduced === undefined || fixed === undefined) return undefined;
  return 'introduced' in introduced && introduced.introduced === '0' && 'fixed' in fixed ? fixed.fixed : undefined;
}

/** 4 of `el8_4`; 0 of `el8`, which comes before all of them. */
function minorOf(branch: string | undefined): number {
  return Number(/^el\d+_(\d+)$/.exec(branch ?? '')?.[1] ?? 0);
}

/** `el8_4` of `1.2-3.el8_4.1`; `module_el8.5.0` of `11-1.module_el8.5.0+108+00865455`. */
function branchOf(version: string): string | undefined {
  const release = version.slice(version.lastIndexOf('-') + 1);
  return (/module[_+]el\d+(?:\.\d+)*/.exec(release) ?? /(?<=[._])el\d+(?:_\d+)?/.exec(release))?.[0];
}
