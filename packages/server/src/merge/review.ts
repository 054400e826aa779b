/**
 * What people say of one thing that was learned: it belongs, it does not, or it is to be learned anew.
 *
 * in     a workload, the thing, what is said of it and why
 * out    a batch that makes it trusted, or a rejection; the change in the ledger
 * holds  all of it is kept or nothing; what is rejected stays out of the baseline until somebody takes that back
 */
import type { BaselineChange } from '@plimsoll/api';
import type { BatchId, EpochMs, LearnedThing, RecordId, WorkloadId } from '@plimsoll/core';
import { ServerError } from '../errors.ts';
import type { Stores } from '../store/store.ts';
import type { BaselineModel } from './baseline-model.ts';

export interface ReviewContext {
  readonly now: EpochMs;
  readonly newId: () => RecordId;
  readonly actor: string;
  readonly model: BaselineModel;
}

/** The next merge of the workload applies it. */
export async function reviewLearned(
  stores: Stores,
  workload: WorkloadId,
  { change, context }: { change: BaselineChange; context: ReviewContext },
): Promise<void> {
  const { thing, trust, reason } = change;
  const { now, newId, actor, model } = context;
  const known = await stores.baselines.latest(workload);
  const isKnown = known !== undefined && model.holds(known.state, thing);
  const wasRejected = await stores.baselines.endRejection(workload, thing);
  if (!isKnown && (!wasRejected || trust === 'trusted')) throw unknown(workload, thing, wasRejected);

  if (trust === 'rejected') await stores.baselines.reject(workload, { thing, at: now, actor, reason });
  const batch = `review/${newId()}:1` as string as BatchId;
  const state = trust === 'trusted' && known !== undefined ? model.confirm(known.state, thing, batch) : model.nothing();
  await stores.deltas.keep({ workload, batch, at: now, observations: 0, state });
  await stores.ledger.append({
    id: newId(),
    at: now,
    actor,
    what: 'baseline.trust',
    subject: workload,
    before: { trust: wasRejected ? 'rejected' : 'learned' },
    after: { trust, thing: wordsOf(thing) },
    reason,
    because: known === undefined ? [] : [known.id],
  });
}

/** Who marks a finding as expected takes back what was said before against what it shows. */
export async function endRejectionsShownIn(
  stores: Stores,
  workload: WorkloadId,
  { state, model }: { state: Uint8Array; model: BaselineModel },
): Promise<void> {
  for (const { thing } of await stores.baselines.rejections(workload)) {
    if (model.holds(state, thing)) await stores.baselines.endRejection(workload, thing);
  }
}

function wordsOf(thing: LearnedThing): string {
  if (thing.behaviour === 'syscall') return `the system call ${thing.name}`;
  return `${thing.parent} started ${[thing.executable, thing.args].filter((text) => text !== '').join(' ')} as uid ${thing.uid}`;
}

function unknown(workload: WorkloadId, thing: LearnedThing, wasRejected: boolean): ServerError {
  const words = wordsOf(thing);
  return wasRejected
    ? new ServerError('LEARNED_UNKNOWN', `${words} was rejected in ${workload}, so there is nothing to trust yet`, {
        hint: 'Set it to `unknown`: it is learned when it is seen again, and can be trusted then',
        status: 409,
      })
    : new ServerError('LEARNED_UNKNOWN', `${workload} never learned this: ${words}`, {
        hint: '`plimsoll baseline show` lists what it learned; the values must be the same as there',
        status: 404,
      });
}
