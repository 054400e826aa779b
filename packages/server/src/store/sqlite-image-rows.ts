/** Findings and packages as rows: what SQL filters and sorts by in columns, where the whole of it lies. */
import type { ScanOutcome } from '@plimsoll/api';
import type { Epss, ImageFinding, Package } from '@plimsoll/core';
import { itemsInPart } from './image-part.ts';
import { imageSeverityRank, matchName, ofItself, useRank } from './image-rank.ts';
import { isOpen } from './image-risk.ts';
import type { ImageFindingRow } from './image-tables.ts';

type Counts = ScanOutcome['counts'];

export function placeOf(index: number): { part: number; place: number } {
  return { part: Math.floor(index / itemsInPart), place: index % itemsInPart };
}

/**
 * A finding as it is written down. Use, and how likely it is to be exploited, change more often than all else that is said: both are
 * columns, and laid over findings when they are read.
 */
export function bodyOf(finding: ImageFinding): ImageFinding {
  return finding.kind === 'vulnerability' ? { ...finding, use: undefined, epss: undefined } : finding;
}

const billion = 1e9;

export function scoreColumns(epss: Epss | undefined): Score {
  return {
    epss: Math.round((epss?.probability ?? 0) * billion),
    percentile: Math.round((epss?.percentile ?? 0) * billion),
  };
}

export type Score = Pick<ImageFindingRow, 'epss' | 'percentile'>;

export function withScore(finding: ImageFinding, score: Score | undefined): ImageFinding {
  if (finding.kind !== 'vulnerability') return finding;
  const isScored = score !== undefined && score.epss > 0;
  const epss = isScored ? { probability: score.epss / billion, percentile: score.percentile / billion } : undefined;
  return { ...finding, epss };
}

export function findingColumns(finding: ImageFinding) {
  const isVulnerability = finding.kind === 'vulnerability';
  return {
    kind: finding.kind,
    source: isVulnerability ? finding.id : finding.why.source,
    severity: imageSeverityRank[finding.severity],
    status: isVulnerability ? finding.status : null,
    origin: finding.why.origin,
    layer: finding.why.layer ?? null,
    package: isVulnerability ? finding.package : finding.kind === 'malware' ? (finding.package ?? null) : null,
    package_name: isVulnerability ? finding.packageName : '',
    use: isUrgent(finding) ? ofItself : useRank.unwatched,
    kev: isVulnerability && finding.kev !== undefined ? 1 : 0,
    ...scoreColumns(isVulnerability ? finding.epss : undefined),
    fixable: isVulnerability && finding.fixedIn !== undefined ? 1 : 0,
    suppressed: finding.suppressed?.source ?? null,
    hidden: isVulnerability && finding.hidden ? 1 : 0,
    haystack: [
      finding.title,
      finding.why.source,
      finding.why.path ?? '',
      ...(isVulnerability ? [finding.id, ...finding.aliases, finding.packageName] : []),
    ]
      .join('\n')
      .toLowerCase(),
  };
}

function isUrgent({ kind, severity }: ImageFinding): boolean {
  return (kind === 'malware' || kind === 'secret') && imageSeverityRank[severity] >= imageSeverityRank.high;
}

export function packageColumns(one: Package, counts: Counts) {
  return {
    id: one.id,
    type: one.type,
    name: one.name,
    match_name: matchName(one.name),
    source_name: matchName(one.source?.name ?? ''),
    origin: one.origin,
    layer: one.layer ?? null,
    licence: one.licence ?? null,
    use: useRank.unwatched,
    vulnerable: vulnerableRank(counts),
    counts: JSON.stringify(counts),
    haystack:
      `${one.name}\n${one.version ?? ''}\n${one.path}\n${one.licence ?? ''}\n${one.source?.name ?? ''}`.toLowerCase(),
  };
}

/** By the worst first; 0 for none at all. */
export function vulnerableRank({ critical, high, medium, low, negligible, unknown }: Counts): number {
  return critical * 1e9 + high * 1e6 + medium * 1e3 + low + negligible + unknown;
}

export const none: Counts = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };

export function countVulnerabilities(findings: readonly ImageFinding[]): Counts {
  const counts = { ...none };
  for (const finding of findings) if (finding.kind === 'vulnerability' && isOpen(finding)) counts[finding.severity]++;
  return counts;
}

export function countsByPackage(findings: readonly ImageFinding[]): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const finding of findings) {
    if (finding.kind !== 'vulnerability' || !isOpen(finding)) continue;
    const before = counts.get(finding.package) ?? none;
    counts.set(finding.package, { ...before, [finding.severity]: before[finding.severity] + 1 });
  }
  return counts;
}
