/**
 * Findings for workloads whose image breaks a policy.
 *
 * in     verdicts on images, and which workloads run them
 * out    one finding for each workload, policy and rule, resolved once nothing breaks it any more
 * holds  what people said of a finding stays; what this does by itself is in the ledger under its own name
 */
import type { Finding, ImageBreach, RecordId, Severity, WorkloadId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import { severityRank } from '../store/severity.ts';
import { imageDetector } from '../store/sqlite-finding-list.ts';
import type { Stores } from '../store/store.ts';

export interface BreachesOptions {
  readonly store: Stores;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly newId: () => RecordId;
  readonly keepFindings: number;
  readonly found: (finding: Finding) => void;
  /** The workload has to be known before it has findings. */
  readonly ensure: (workload: WorkloadId) => Promise<unknown>;
}

const subjectsKept = 50;
const actor = 'plimsoll';

type Wanted = Omit<ImageBreach, 'id' | 'at' | 'lastAt' | 'because' | 'count' | 'state'>;

export function createBreaches({ store, commits, clock, newId, keepFindings, found, ensure }: BreachesOptions) {
  async function wantedFor(workload: WorkloadId): Promise<ReadonlyMap<string, Wanted>> {
    const policies = new Map((await store.scanSettings.policies()).map((policy) => [policy.name, policy]));
    const wanted = new Map<string, Wanted>();
    for (const image of await store.images.brokenIn(workload)) {
      for (const { policy: name, breaches } of image.verdicts) {
        const policy = policies.get(name);
        if (policy === undefined || !policy.enabled) continue;
        if (policy.workloads.length > 0 && !policy.workloads.includes(workload)) continue;
        for (const { rule, subjects, sentence } of breaches) {
          const fingerprint = `image-policy/${name}/${rule}`;
          const worst = await store.images.worstOf(image.id, subjects);
          const next: Wanted = {
            kind: worst?.kind === 'detection' ? 'departure' : (worst?.kind ?? 'licence'),
            severity: severityOf(worst?.severity),
            title: `Image breaks “${rule}”`,
            sentence: `${image.name}, which ${workload} runs, breaks the policy ${name}. ${sentence}`.slice(0, 2000),
            workload,
            detector: imageDetector,
            fingerprint,
            image: { id: image.id, name: image.name, digest: image.digest },
            policy: {
              name,
              rule,
              subjects: subjects.slice(0, subjectsKept),
              subjectsTotal: subjects.length,
              scannedAt: image.scannedAt,
              dataAt: image.dataAt,
            },
          };
          const other = wanted.get(fingerprint);
          // Two images of one workload that break the same rule are one finding, about the worse of them.
          if (other === undefined || severityRank[next.severity] > severityRank[other.severity])
            wanted.set(fingerprint, next);
        }
      }
    }
    return wanted;
  }

  async function reconcile(
    stores: Stores,
    workload: WorkloadId,
    wanted: ReadonlyMap<string, Wanted>,
  ): Promise<Finding[]> {
    const changed: Finding[] = [];
    const live = new Map(
      (await stores.findings.liveOf(imageDetector, workload)).map((finding) => [finding.fingerprint, finding]),
    );
    for (const [fingerprint, next] of wanted) {
      const known = live.get(fingerprint);
      if (known !== undefined && known.kind !== 'detection') {
        if (same(known, next)) continue;
        const again: ImageBreach = { ...known, ...next, lastAt: clock.now(), count: known.count + 1 };
        await stores.findings.put(again);
        changed.push(again);
      } else if ((await stores.findings.exception(workload, fingerprint)) === undefined) {
        const now = clock.now();
        const finding: ImageBreach = {
          ...next,
          id: newId(),
          at: now,
          lastAt: now,
          because: [],
          count: 1,
          state: 'open',
        };
        await stores.findings.put(finding);
        await stores.findings.trim(keepFindings);
        changed.push(finding);
      }
    }
    for (const [fingerprint, finding] of live) {
      if (wanted.has(fingerprint)) continue;
      const resolved: Finding = { ...finding, state: 'resolved', lastAt: clock.now() };
      await stores.findings.put(resolved);
      await stores.ledger.append({
        ...{ id: newId(), at: clock.now(), actor, what: 'finding.state', subject: finding.id },
        ...{ before: { state: finding.state }, after: { state: 'resolved' }, because: [finding.id] },
        reason: 'No image that this workload runs breaks the rule any more',
      });
      changed.push(resolved);
    }
    return changed;
  }

  return {
    /** Brings the findings of these workloads in line with what they run. */
    async review(workloads: Iterable<WorkloadId>): Promise<void> {
      for (const workload of new Set(workloads)) {
        const wanted = await wantedFor(workload);
        if (wanted.size > 0) await ensure(workload);
        const changed = await commits.write((stores) => reconcile(stores, workload, wanted));
        for (const finding of changed) found(finding);
      }
    },
  };
}

function severityOf(severity: string | undefined): Severity {
  return severity === 'critical' || severity === 'high' || severity === 'medium' ? severity : 'low';
}

/** Another scan that says the same is no news. */
function same(known: ImageBreach, next: Wanted): boolean {
  const mark = ({ severity, sentence, image, policy }: Wanted | ImageBreach) =>
    JSON.stringify([severity, sentence, image.id, policy.subjects, policy.subjectsTotal]);
  return mark(known) === mark(next);
}

export type Breaches = ReturnType<typeof createBreaches>;
