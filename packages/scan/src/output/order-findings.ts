import type { ImageFinding, ImageFindingKind, ImageSeverity, VulnerabilityFinding } from '@plimsoll/core';

/** What nobody has rated may be anything: it stands above what somebody found harmless. */
const severities: readonly ImageSeverity[] = ['negligible', 'low', 'unknown', 'medium', 'high', 'critical'];
const kinds: readonly ImageFindingKind[] = ['malware', 'secret', 'vulnerability', 'detection', 'misconfiguration'];

/** What needs somebody first, first: in use, exploited, likely to be, severe, and with something to be done about it. */
export function orderFindings<T extends ImageFinding>(findings: readonly T[]): readonly T[] {
  const ranked = findings.map((finding) => ({ finding, rank: rankOf(finding) }));
  ranked.sort((a, b) => {
    for (const [index, value] of a.rank.entries()) {
      const difference = (b.rank[index] ?? 0) - value;
      if (difference !== 0) return difference;
    }
    return a.finding.key < b.finding.key ? -1 : a.finding.key > b.finding.key ? 1 : 0;
  });
  return ranked.map(({ finding }) => finding);
}

function rankOf(finding: ImageFinding): readonly number[] {
  const severity = severities.indexOf(finding.severity);
  const open = finding.suppressed === undefined ? 1 : 0;
  if (finding.kind !== 'vulnerability') return [open, kinds.length - kinds.indexOf(finding.kind), severity];
  return [
    open,
    kinds.length - kinds.indexOf('vulnerability'),
    useRank(finding),
    finding.kev === undefined ? 0 : 1,
    // Within one tenth the estimates say the same, and severity decides.
    Math.floor((finding.epss?.probability ?? 0) * 10),
    severity,
    finding.fixedIn === undefined ? 0 : 1,
    finding.epss?.probability ?? 0,
  ];
}

function useRank({ use }: VulnerabilityFinding): number {
  // Not seen is no proof of not used: it counts no less than not watched.
  return use?.state === 'executed' ? 2 : use?.state === 'loaded' ? 1 : 0;
}

export interface FindingCounts {
  readonly open: Readonly<Record<ImageSeverity, number>>;
  readonly kinds: Readonly<Record<ImageFindingKind, number>>;
  readonly exploited: number;
  readonly inUse: number;
  readonly fixable: number;
  readonly suppressed: number;
  readonly hidden: number;
  readonly undecided: number;
}

/** `open` counts vulnerabilities by severity; whatever is suppressed or hidden is counted as that and as nothing else. */
export function countFindings(findings: readonly ImageFinding[]): FindingCounts {
  const open: Record<ImageSeverity, number> = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
  const byKind = { vulnerability: 0, secret: 0, malware: 0, misconfiguration: 0, detection: 0 };
  const counts = { exploited: 0, inUse: 0, fixable: 0, suppressed: 0, hidden: 0, undecided: 0 };
  for (const finding of findings) {
    if (finding.suppressed !== undefined) counts.suppressed += 1;
    else if (finding.kind !== 'vulnerability') byKind[finding.kind] += 1;
    else if (finding.hidden) counts.hidden += 1;
    else {
      byKind.vulnerability += 1;
      open[finding.severity] += 1;
      if (finding.verdict === 'undecided') counts.undecided += 1;
      if (finding.kev !== undefined) counts.exploited += 1;
      if (useRank(finding) > 0) counts.inUse += 1;
      if (finding.fixedIn !== undefined) counts.fixable += 1;
    }
  }
  return { open, kinds: byKind, ...counts };
}

/** Those a person is shown unless asking for more. */
export function shownFindings(
  findings: readonly ImageFinding[],
  { showSuppressed, showHidden }: { readonly showSuppressed: boolean; readonly showHidden: boolean },
): readonly ImageFinding[] {
  return findings.filter((finding) => {
    if (finding.suppressed !== undefined && !showSuppressed) return false;
    return finding.kind !== 'vulnerability' || !finding.hidden || showHidden;
  });
}
