/** Exceptions and policies: what people decide about findings. Each change is in the ledger, and images are judged again. */
import type { ExceptionInput, ImageException, PolicyInput, Revocation } from '@plimsoll/api';
import type { RecordId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import { ServerError } from '../errors.ts';
import type { CommitQueue } from '../ingest/commit-queue.ts';
import type { StoredException, StoredPolicy } from '../store/scan-settings-store.ts';
import type { Stores } from '../store/store.ts';
import type { ScanQueue } from './queue.ts';
import { failureOf, type ScanWorker } from './worker.ts';

export interface DecisionsOptions {
  readonly store: Stores;
  readonly commits: CommitQueue;
  readonly queue: ScanQueue;
  readonly worker: ScanWorker | undefined;
  readonly clock: Clock;
  readonly newId: () => RecordId;
  readonly changed: (what: 'exceptions' | 'policies') => void;
  /** A policy is gone: its findings have no ground any more. */
  readonly policyGone: () => Promise<void>;
}

const mostActive = 5000;
const mostPolicies = 100;

export function createDecisions(options: DecisionsOptions) {
  const { store, commits, queue, worker, clock, newId, changed } = options;

  /** The change and what has to be judged because of it, in one commit: a crash leaves both or neither. */
  async function decide(
    images: readonly string[],
    { why, actor, write }: { why: string; actor: string; write: (stores: Stores) => Promise<void> },
  ): Promise<void> {
    if (images.length === 0 || worker === undefined) return commits.write(write);
    const job = { kind: 'judge', reference: '', name: why, place: 'this host', trigger: 'person' } as const;
    await queue.add({ ...job, askedBy: actor, task: { images }, alone: true }, write);
  }

  async function needException(id: RecordId): Promise<StoredException> {
    const exception = await store.scanSettings.exception(id);
    if (exception !== undefined) return exception;
    throw new ServerError('EXCEPTION_UNKNOWN', `There is no exception ${id}`, {
      hint: 'The list of exceptions has them all',
      status: 404,
    });
  }

  async function end(
    exception: StoredException,
    { state, actor, reason }: { state: 'revoked' | 'expired'; actor: string; reason: string },
  ) {
    const now = clock.now();
    const ended: StoredException = { ...exception, state, revokedAt: now, revokedBy: actor };
    const why = `the exception for ${exception.scope.ids.join(', ').slice(0, 200)} ended`;
    const write = async (stores: Stores) => {
      await stores.scanSettings.putException(ended);
      await stores.ledger.append({
        ...{ id: newId(), at: now, actor, subject: exception.id, reason, because: [] },
        what: state === 'revoked' ? 'image-exception.revoked' : 'image-exception.expired',
        before: { state: exception.state },
        after: { state },
      });
    };
    await decide(await store.images.holding(exception.scope.ids), { why, actor, write });
    changed('exceptions');
    return ended;
  }

  async function readPolicy(text: string) {
    if (worker === undefined) throw scanningOff();
    try {
      return await worker.call('policy', { text });
    } catch (error) {
      const { message, hint } = failureOf(error);
      throw new ServerError('POLICY_REFUSED', message, { hint, status: 400, cause: error });
    }
  }

  async function needPolicy(id: RecordId): Promise<StoredPolicy> {
    const policy = await store.scanSettings.policy(id);
    if (policy !== undefined) return policy;
    throw new ServerError('POLICY_UNKNOWN', `There is no policy ${id}`, {
      hint: 'The settings list them',
      status: 404,
    });
  }

  async function keepPolicy(
    policy: StoredPolicy,
    { before, actor }: { before: StoredPolicy | undefined; actor: string },
  ) {
    const others = (await store.scanSettings.policies()).filter(({ id }) => id !== policy.id);
    if (others.some(({ name }) => name === policy.name)) {
      throw new ServerError('POLICY_REFUSED', `There is a policy called ${policy.name} already`, {
        hint: 'Give it another `name:`, or change that one',
        status: 409,
      });
    }
    const write = async (stores: Stores) => {
      await stores.scanSettings.putPolicy(policy);
      await stores.ledger.append({
        ...{ id: newId(), at: clock.now(), actor, subject: policy.id, because: [] },
        what: before === undefined ? 'policy.added' : 'policy.changed',
        before: before === undefined ? {} : policyTold(before),
        after: policyTold(policy),
        reason: before === undefined ? 'Added' : 'Changed',
      });
    };
    await decide(await store.images.ids(), { why: `the policy ${policy.name} changed`, actor, write });
    changed('policies');
    return policy;
  }

  return {
    needException,
    async addException(input: ExceptionInput, actor: string): Promise<StoredException> {
      const now = clock.now();
      const expires = input.expiresAt;
      if (expires !== null && expires <= now) {
        throw new ServerError('INPUT_INVALID', 'The exception would end before it begins', {
          hint: 'Choose a day to come, or none',
          status: 400,
        });
      }
      if ((await store.scanSettings.activeExceptions()).length >= mostActive) {
        throw new ServerError('TOO_MANY', `${mostActive} exceptions are active`, {
          hint: 'End some, or write one that covers several',
          status: 409,
        });
      }
      const { scope, reason, status } = input;
      const exception: StoredException = {
        ...{ id: newId(), scope, reason, status, owner: input.owner ?? actor, createdAt: now, createdBy: actor },
        ...{ expiresAt: expires, state: 'active', revokedAt: null, revokedBy: null },
      };
      const write = async (stores: Stores) => {
        await stores.scanSettings.putException(exception);
        await stores.ledger.append({
          ...{ id: newId(), at: now, actor, what: 'image-exception.added', subject: exception.id, before: {} },
          after: { scope, status, owner: exception.owner, expiresAt: expires },
          ...{ reason, because: [] },
        });
      };
      const why = `an exception for ${scope.ids.join(', ').slice(0, 200)}`;
      await decide(await store.images.holding(scope.ids), { why, actor, write });
      changed('exceptions');
      return exception;
    },
    async revoke(id: RecordId, { reason }: Revocation, actor: string): Promise<StoredException> {
      const exception = await needException(id);
      if (exception.state !== 'active') {
        throw new ServerError('EXCEPTION_OVER', `The exception ${id} is ${exception.state} already`, {
          hint: 'There is nothing to end',
          status: 409,
        });
      }
      return end(exception, { state: 'revoked', actor, reason });
    },
    /** Those whose time is over. */
    async expire(): Promise<void> {
      for (const exception of await store.scanSettings.dueExceptions(clock.now())) {
        await end(exception, { state: 'expired', actor: 'plimsoll', reason: 'Its time is over' });
      }
    },
    async shown(exceptions: readonly StoredException[]): Promise<ImageException[]> {
      const counts = await store.images.suppressedBy(exceptions.map(({ id }) => id));
      return exceptions.map((one) => ({ ...one, ...(counts.get(one.id) ?? { findings: 0, images: 0 }) }));
    },

    async addPolicy({ text, workloads, enabled }: PolicyInput, actor: string): Promise<StoredPolicy> {
      if ((await store.scanSettings.policies()).length >= mostPolicies) {
        throw new ServerError('TOO_MANY', `There are ${mostPolicies} policies already`, {
          hint: 'One policy may hold many rules',
          status: 409,
        });
      }
      const policy = await readPolicy(text);
      const now = clock.now();
      const kept = { id: newId(), name: policy.name, text, policy, workloads, enabled, createdAt: now, changedAt: now };
      return keepPolicy(kept, { before: undefined, actor });
    },
    async replacePolicy(id: RecordId, { text, workloads, enabled }: PolicyInput, actor: string): Promise<StoredPolicy> {
      const before = await needPolicy(id);
      const policy = await readPolicy(text);
      const kept = { ...before, name: policy.name, text, policy, workloads, enabled, changedAt: clock.now() };
      return keepPolicy(kept, { before, actor });
    },
    async removePolicy(id: RecordId, actor: string): Promise<void> {
      const before = await needPolicy(id);
      const write = async (stores: Stores) => {
        await stores.scanSettings.removePolicy(id);
        await stores.ledger.append({
          ...{ id: newId(), at: clock.now(), actor, what: 'policy.removed', subject: id },
          ...{ before: policyTold(before), after: {}, reason: 'Removed', because: [] },
        });
      };
      await decide(await store.images.ids(), { why: `the policy ${before.name} was removed`, actor, write });
      await options.policyGone();
      changed('policies');
    },
  };
}

export function scanningOff(): ServerError {
  return new ServerError('SCANNING_OFF', 'This server does not scan', {
    hint: 'Start it without `--scan off`',
    status: 409,
  });
}

function policyTold({ name, text, workloads, enabled }: StoredPolicy) {
  return { name, text, workloads, enabled };
}
