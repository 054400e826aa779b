/** Which findings count, and which of them people should look at first. */
import type { ImageFinding } from '@plimsoll/core';
import { imageSeverityRank } from './image-rank.ts';

export function isOpen(finding: ImageFinding): boolean {
  return finding.suppressed === undefined && !(finding.kind === 'vulnerability' && finding.hidden);
}

/** What people should look at first; use comes on top of it where it is known. */
export function byRisk(a: ImageFinding, b: ImageFinding): number {
  return riskOf(b) - riskOf(a) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function riskOf(finding: ImageFinding): number {
  const severity = imageSeverityRank[finding.severity];
  if (finding.kind !== 'vulnerability') return severity * 10 + (isOpen(finding) ? 1000 : 0);
  const { kev, epss, fixedIn } = finding;
  return (
    (isOpen(finding) ? 1000 : 0) +
    (kev === undefined ? 0 : 100) +
    severity * 10 +
    (epss?.probability ?? 0) * 9 +
    (fixedIn === undefined ? 0 : 0.5)
  );
}
