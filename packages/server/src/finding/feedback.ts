/**
 * What people say of a finding: acknowledged, expected, resolved, open again.
 *
 * in     a finding, its new state, what it turned out to be, why, and who says so
 * out    the finding as it is then; the change in the ledger; for `expected` an exception and, if asked for, learning
 * holds  all of it is kept or nothing
 */
import type { FindingChange } from '@plimsoll/api';
import type { BatchId, EpochMs, Finding, RecordId } from '@plimsoll/core';
import { ServerError } from '../errors.ts';
import type { BaselineModel } from '../merge/baseline-model.ts';
import { endRejectionsShownIn } from '../merge/review.ts';
import type { Stores } from '../store/store.ts';

export interface FeedbackContext {
  readonly now: EpochMs;
  readonly newId: () => RecordId;
  readonly actor: string;
  readonly model: BaselineModel;
}

export interface FeedbackResult {
  readonly finding: Finding;
  /** Something waits to be merged into the baseline. */
  readonly learned: boolean;
}

export async function changeFinding(
  stores: Stores,
  id: RecordId,
  { change, context }: { change: FindingChange; context: FeedbackContext },
): Promise<FeedbackResult> {
  const before = await needFinding(stores, id);
  const isSame = before.state === change.state && (change.verdict === undefined || change.verdict === before.verdict);
  if (isSame) return { finding: before, learned: false };
  await refuseSecondLive(stores, before, change);

  const { verdict: _, ...rest } = before;
  const finding: Finding = { ...rest, state: change.state, ...(change.verdict && { verdict: change.verdict }) };
  await stores.findings.put(finding);
  const changeId = context.newId();
  await stores.ledger.append({
    id: changeId,
    at: context.now,
    actor: context.actor,
    what: 'finding.state',
    subject: finding.id,
    before: { state: before.state, ...(before.verdict && { verdict: before.verdict }) },
    after: {
      state: change.state,
      ...(change.verdict && { verdict: change.verdict }),
      ...(change.state === 'expected' && { learn: change.learn }),
    },
    reason: change.reason,
    because: [finding.id],
  });
  if (before.state === 'expected') await endException(stores, finding, { change, context, because: changeId });
  if (change.state !== 'expected') return { finding, learned: false };
  await addException(stores, finding, { change, context, because: changeId });
  return { finding, learned: change.learn && (await learn(stores, finding, context)) };
}

export async function needFinding(stores: Stores, id: RecordId): Promise<Finding> {
  const finding = await stores.findings.get(id);
  if (finding !== undefined) return finding;
  throw new ServerError('FINDING_UNKNOWN', `There is no finding ${id}`, {
    hint: '`plimsoll findings` lists them; old ones are let go of when there are too many',
    status: 404,
  });
}

async function refuseSecondLive(stores: Stores, finding: Finding, { state }: FindingChange): Promise<void> {
  if (state !== 'open' && state !== 'acknowledged') return;
  const other = await stores.findings.live(finding.workload, finding.fingerprint);
  if (other === undefined || other.id === finding.id) return;
  throw new ServerError('FINDING_SUPERSEDED', `The same happened again and is open as finding ${other.id}`, {
    hint: `Go on with ${other.id}`,
    status: 409,
  });
}

interface Feedback {
  readonly change: FindingChange;
  readonly context: FeedbackContext;
  readonly because: RecordId;
}

async function addException(stores: Stores, finding: Finding, { change, context, because }: Feedback): Promise<void> {
  const { workload, fingerprint } = finding;
  const id = context.newId();
  await stores.findings.addException({
    id,
    at: context.now,
    workload,
    fingerprint,
    owner: context.actor,
    reason: change.reason,
    finding: finding.id,
  });
  await stores.ledger.append({
    id,
    at: context.now,
    actor: context.actor,
    what: 'exception.added',
    subject: finding.id,
    before: {},
    after: { workload, fingerprint },
    reason: change.reason,
    because: [because],
  });
}

async function endException(stores: Stores, finding: Finding, { change, context, because }: Feedback): Promise<void> {
  const { workload, fingerprint } = finding;
  if (!(await stores.findings.endException(workload, fingerprint))) return;
  await stores.ledger.append({
    id: context.newId(),
    at: context.now,
    actor: context.actor,
    what: 'exception.ended',
    subject: finding.id,
    before: { workload, fingerprint },
    after: {},
    reason: change.reason,
    because: [because],
  });
}

async function learn(stores: Stores, finding: Finding, { model, now, newId }: FeedbackContext): Promise<boolean> {
  const events = await stores.findings.evidence(finding.id);
  if (events.length === 0) return false;
  const baseline = await stores.baselines.latest(finding.workload);
  const batch = `feedback/${newId()}:1` as string as BatchId;
  await endRejectionsShownIn(stores, finding.workload, { state: model.approve(undefined, events, batch), model });
  const state = model.approve(baseline?.state, events, batch);
  return stores.deltas.keep({ workload: finding.workload, batch, at: now, observations: events.length, state });
}
