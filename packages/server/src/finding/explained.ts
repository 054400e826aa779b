/** The walk from a finding to what caused it and what was said of it: event → baseline → finding → feedback. */
import { type Explained, type ExplainStep, eventRecord } from '@plimsoll/api';
import { type Event, type Finding, type RecordId, summarize } from '@plimsoll/core';
import type { Stores } from '../store/store.ts';
import { needFinding } from './feedback.ts';

const feedbackShown = 50;

export async function explainFinding(stores: Stores, id: RecordId): Promise<Explained> {
  const finding = await needFinding(stores, id);
  const evidence = await stores.findings.evidence(finding.id);
  const live = await stores.findings.live(finding.workload, finding.fingerprint);
  return {
    finding: finding as Explained['finding'],
    evidence: evidence.map((event) => eventRecord(event, summarize(event))),
    chain: [
      ...evidence.map(eventStep),
      ...(await baselineStep(stores, finding)),
      {
        id: finding.id,
        type: 'finding',
        at: finding.at,
        sentence: finding.sentence,
        because: [...finding.because],
      },
      ...(await feedbackSteps(stores, finding)),
    ],
    alsoMatches: live !== undefined && live.id !== finding.id ? 1 : 0,
  };
}

function eventStep(event: Event): ExplainStep {
  return { id: event.id, type: 'event', at: event.at, sentence: summarize(event), because: [...event.because] };
}

async function baselineStep(stores: Stores, finding: Finding): Promise<readonly ExplainStep[]> {
  if (finding.kind !== 'detection') return [];
  const { version, blocks, observations, learnedFrom } = finding.explanation.baseline;
  const facts = await stores.baselines.facts(finding.workload, version);
  if (facts === undefined) return [];
  const since = learnedFrom === undefined ? '' : ` since ${new Date(learnedFrom).toISOString().slice(0, 16)}Z`;
  return [
    {
      id: facts.id,
      type: 'baseline',
      at: facts.at,
      sentence: `Version ${version} of the baseline of ${finding.workload} had learned from ${blocks} blocks and ${observations} observations${since}`,
      because: [],
    },
  ];
}

async function feedbackSteps(stores: Stores, finding: Finding): Promise<readonly ExplainStep[]> {
  const { items } = await stores.ledger.list({ subject: finding.id, limit: feedbackShown });
  return items
    .filter(({ what }) => what === 'finding.state')
    .reverse()
    .map((change) => ({
      id: change.id,
      type: 'feedback' as const,
      at: change.at,
      sentence: `${change.actor} changed it from ${String(change.before.state)} to ${stateWords(change.after)}: ${change.reason}`,
      because: change.because,
    }));
}

/** `resolved (confirmed)` */
function stateWords({ state, verdict }: Readonly<Record<string, unknown>>): string {
  return verdict === undefined ? String(state) : `${String(state)} (${String(verdict)})`;
}
