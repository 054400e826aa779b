/** What each route does, from the rooms. */
import type { BaselineView } from '@plimsoll/api';
import type { RecordId, WorkloadId } from '@plimsoll/core';
import type { Gate } from './auth/gate.ts';
import type { Clock } from './clock.ts';
import { ServerError } from './errors.ts';
import { explainFinding } from './finding/explained.ts';
import { changeFinding } from './finding/feedback.ts';
import type { Handlers } from './http/handler.ts';
import type { CommitQueue } from './ingest/commit-queue.ts';
import type { LiveHub } from './live/hub.ts';
import type { BaselineModel } from './merge/baseline-model.ts';
import type { Merger } from './merge/merger.ts';
import type { Orders } from './merge/orders.ts';
import { reviewLearned } from './merge/review.ts';
import { createScanHandlers } from './scan/handlers.ts';
import type { ScanRoom } from './scan/room.ts';
import type { ServerSettings } from './settings.ts';
import type { SigningKey } from './sign/key.ts';
import { openBaseline, signBaseline } from './sign/signed-baseline.ts';
import type { Fleet } from './status/fleet.ts';
import type { StatusRoom } from './status/room.ts';
import type { StoredBaseline } from './store/baseline-store.ts';
import type { LedgerCheck } from './store/ledger-check.ts';
import type { Store } from './store/store.ts';
import { changeWorkload } from './workload/apply-change.ts';
import type { WorkloadRegistry } from './workload/registry.ts';
import { pageOfWorkloads, type Surroundings, summaryOf } from './workload/summary.ts';

export interface HandlerOptions {
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly registry: WorkloadRegistry;
  readonly model: BaselineModel;
  readonly merger: Merger;
  readonly orders: Orders;
  readonly fleet: Fleet;
  readonly hub: LiveHub;
  readonly status: StatusRoom;
  readonly ledgerCheck: LedgerCheck;
  readonly gate: Gate;
  readonly scanRoom: ScanRoom;
  readonly key: SigningKey;
  readonly rotateToken: (actor: string) => Promise<string>;
  readonly clock: Clock;
  readonly newId: () => RecordId;
  readonly settings: ServerSettings;
}

export function createHandlers(options: HandlerOptions): Handlers {
  const { store, commits, registry, model, merger, orders, fleet, hub, status, gate, key, clock, newId, settings } =
    options;

  async function surroundings(): Promise<Surroundings> {
    return { nodes: status.nodes(), containers: fleet.containers(), open: await store.findings.openCounts() };
  }

  async function learnedBaseline(workload: WorkloadId): Promise<StoredBaseline> {
    registry.need(workload);
    const baseline = await store.baselines.latest(workload);
    if (baseline !== undefined) return baseline;
    throw new ServerError('BASELINE_NOT_LEARNED', `Nothing was learned of ${workload} yet`, {
      hint: `It is learned while the workload runs; a first version comes within ${settings.mergeEveryMs / 1000} s of that`,
      status: 404,
    });
  }

  async function viewOf(workload: WorkloadId): Promise<BaselineView> {
    registry.need(workload);
    const stored = await store.baselines.latest(workload);
    return {
      workload,
      version: stored?.version ?? 0,
      bytes: stored?.state.byteLength ?? 0,
      rejected: [...(await store.baselines.rejections(workload))],
      ...model.describe(stored?.state),
    };
  }

  return {
    ...createScanHandlers(options.scanRoom),
    async signIn({ body, cookie }) {
      const session = await gate.signIn(body.token.trim());
      if (session === undefined) {
        throw new ServerError('TOKEN_WRONG', 'The token is not the one of this server', {
          hint: '`plimsoll token rotate`, run by the user who started the server, prints a new one',
          status: 401,
        });
      }
      cookie.set(session.id);
      return { ok: true };
    },
    async signOut({ cookie }) {
      if (cookie.id !== undefined) await gate.signOut(cookie.id);
      cookie.clear();
      return { ok: true };
    },
    getSession: async ({ caller }) => ({ via: caller.via, expiresAt: caller.expiresAt ?? null }),
    rotateToken: async ({ caller }) => ({ token: await options.rotateToken(caller.name) }),

    status: () => status.now(),

    listWorkloads: async ({ query }) => pageOfWorkloads(registry.all(), { query, surroundings: await surroundings() }),
    getWorkload: async ({ params }) => summaryOf(registry.need(params.workload), await surroundings()),
    async changeWorkload({ params, body, caller }) {
      await changeWorkload(params.workload, {
        change: body,
        actor: caller.name,
        fleet,
        registry,
        commits,
        orders,
        clock,
        newId,
      });
      return summaryOf(registry.need(params.workload), await surroundings());
    },

    getBaseline: ({ params }) => viewOf(params.workload),
    async changeBaseline({ params: { workload }, body, caller }) {
      registry.need(workload);
      const context = { now: clock.now(), newId, actor: caller.name, model };
      await commits.write((stores) => reviewLearned(stores, workload, { change: body, context }));
      await merger.mergeNow(workload);
      return viewOf(workload);
    },
    async exportBaseline({ params: { workload } }) {
      return signBaseline(await learnedBaseline(workload), { key, now: clock.now() });
    },
    async importBaseline({ body, caller }) {
      const opened = openBaseline(body, { ownKeyId: key.keyId, trustedKeys: settings.trustedKeys, model });
      await registry.ensure(opened.workload);
      await commits.write(async (stores) => {
        const { workload, batch, state } = opened;
        if (!(await stores.deltas.keep({ workload, batch, state, at: clock.now(), observations: 0 }))) return;
        await stores.ledger.append({
          id: newId(),
          at: clock.now(),
          actor: caller.name,
          what: 'baseline.imported',
          subject: workload,
          before: {},
          after: { from: body.baseline.workload, version: body.baseline.version, keyId: body.baseline.keyId },
          reason: `Exported at ${new Date(body.baseline.exportedAt).toISOString()}`,
          because: [],
        });
      });
      await merger.mergeNow(opened.workload);
      return summaryOf(registry.need(opened.workload), await surroundings());
    },

    listFindings: ({ query }) => store.findings.list(query),
    getFinding: ({ params }) => explainFinding(store, params.finding),
    async changeFinding({ params, body, caller }) {
      const context = { now: clock.now(), newId, actor: caller.name, model };
      const { finding, learned } = await commits.write((stores) =>
        changeFinding(stores, params.finding, { change: body, context }),
      );
      hub.finding(finding);
      hub.workload(finding.workload);
      if (learned) await merger.mergeNow(finding.workload);
      return finding;
    },

    async listChanges({ query }) {
      const brokenAt = await options.ledgerCheck.firstBroken();
      return { ...(await store.ledger.list(query)), intact: brokenAt === undefined, brokenAt: brokenAt ?? null };
    },
  };
}
