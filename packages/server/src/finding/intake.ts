/**
 * Takes in what a judge found: new, counted into one that is open, or expected.
 *
 * in     a finding with the events behind it
 * out    the finding as it is kept, and what became of it
 * holds  the same id twice changes nothing; one open finding for each workload and fingerprint
 */
import type { Detection, EpochMs, Event, Finding, RecordId } from '@plimsoll/core';
import type { Keep } from '../settings.ts';
import { severityRank } from '../store/severity.ts';
import type { Stores } from '../store/store.ts';

export interface TakenIn {
  readonly finding: Finding;
  readonly outcome: 'new' | 'counted' | 'expected' | 'repeated';
  readonly evidenceDropped: number;
  readonly findingsDropped: number;
}

export async function takeIn(
  stores: Stores,
  { finding, evidence, keep }: { finding: Detection; evidence: readonly Event[]; keep: Keep },
): Promise<TakenIn> {
  const repeated = await stores.findings.get(finding.id);
  if (repeated !== undefined) return { finding: repeated, outcome: 'repeated', evidenceDropped: 0, findingsDropped: 0 };

  const { workload, fingerprint } = finding;
  const exception = await stores.findings.exception(workload, fingerprint);
  const known =
    exception === undefined
      ? await stores.findings.live(workload, fingerprint)
      : await stores.findings.get(exception.finding);
  const baseline = await stores.baselines.facts(workload, finding.explanation.baseline.version);
  const because = baseline === undefined ? finding.because : [...finding.because, baseline.id];
  const expected = exception !== undefined;
  const kept =
    known === undefined || known.kind !== 'detection'
      ? { ...finding, because, state: expected ? ('expected' as const) : finding.state }
      : countedInto(known, { ...finding, because });

  await stores.findings.put(kept);
  if (exception !== undefined && known === undefined) {
    // The one it was made from was let go of: the next occurrence counts into this one.
    await stores.findings.addException({ ...exception, finding: kept.id });
  }
  await stores.findings.occurred({ id: finding.id, finding: kept.id, at: finding.at }, keep.occurrences);
  const evidenceDropped = await stores.findings.addEvidence(kept.id, evidence, {
    events: keep.evidenceEvents,
    bytes: keep.evidenceBytes,
  });
  const findingsDropped = known === undefined ? await stores.findings.trim(keep.findings) : 0;
  const outcome = expected ? 'expected' : known === undefined ? 'new' : 'counted';
  return { finding: kept, outcome, evidenceDropped, findingsDropped };
}

/** The first one's words stay: what people read must not change under them. Severity only rises. */
function countedInto(known: Detection, again: Detection): Detection {
  return {
    ...known,
    severity: severityRank[again.severity] > severityRank[known.severity] ? again.severity : known.severity,
    count: known.count + again.count,
    lastAt: Math.max(known.lastAt, again.lastAt) as EpochMs,
    because: firstAndNewest([...known.because, ...again.because]),
    explanation: {
      ...known.explanation,
      evidence: firstAndNewest([...known.explanation.evidence, ...again.explanation.evidence]),
    },
  };
}

/** As many ids as help: all of the first, the newest of the rest. */
function firstAndNewest(ids: readonly RecordId[]): readonly RecordId[] {
  const distinct = [...new Set(ids)];
  return distinct.length <= 32 ? distinct : [...distinct.slice(0, 16), ...distinct.slice(-16)];
}
