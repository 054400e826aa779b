import type { ImageFinding } from '@plimsoll/core';

/** What a finding is an instance of: the vulnerability, the rule, the check, the aspect. */
export function ruleOf(finding: ImageFinding): string {
  switch (finding.kind) {
    case 'vulnerability':
      return finding.id;
    case 'secret':
    case 'malware':
      return finding.rule;
    case 'misconfiguration':
      return finding.check;
    case 'detection':
      return finding.aspect;
  }
}

/** As CVSS counts it, 0…10: what the rating that decided says, else the middle of the severity's band. */
export function securityScore(finding: ImageFinding): number {
  const score = finding.kind === 'vulnerability' ? finding.ratings[0]?.score : undefined;
  if (score !== undefined && Number.isFinite(score)) return Math.min(10, Math.max(0, score));
  return { critical: 9.5, high: 8, medium: 5.5, low: 2, negligible: 0.1, unknown: 0 }[finding.severity];
}
