/** A finding as a row: what SQL sorts and filters by in columns, the whole of it in `body`. */
import { Finding as FindingSchema } from '@plimsoll/api';
import type { Finding } from '@plimsoll/core';
import { severityRank } from './severity.ts';

export function parseFinding(body: string): Finding {
  return FindingSchema.parse(JSON.parse(body)) as Finding;
}

export function toRow(finding: Finding) {
  return {
    id: finding.id,
    workload: finding.workload,
    fingerprint: finding.fingerprint,
    state: finding.state,
    severity: severityRank[finding.severity],
    detector: finding.detector,
    technique: finding.kind === 'detection' ? (finding.technique?.id ?? null) : null,
    verdict: finding.verdict ?? null,
    at: finding.at,
    last_at: finding.lastAt,
    count: finding.count,
    baseline_version: finding.kind === 'detection' ? finding.explanation.baseline.version : 0,
    haystack: [finding.title, finding.sentence, ...placesOf(finding)].join('\n').toLowerCase(),
    body: JSON.stringify(finding),
  };
}

function placesOf(finding: Finding): readonly string[] {
  if (finding.kind === 'detection') return [finding.container.name, finding.process?.executable ?? ''];
  return [finding.image.name, finding.policy.name, finding.policy.rule];
}
