/** A workload as the API shows it: what is stored, what runs, whether it is seen. */
import type { NodeHealth, WorkloadPage, WorkloadQuery, WorkloadSummary } from '@plimsoll/api';
import type { Severity, WorkloadId } from '@plimsoll/core';
import type { PlacedContainer } from '../status/fleet.ts';
import { sees } from '../status/status.ts';
import { readTextCursor, writeTextCursor } from '../store/cursor.ts';
import type { WorkloadRecord } from '../store/workload-store.ts';

export interface Surroundings {
  readonly nodes: readonly NodeHealth[];
  readonly containers: readonly PlacedContainer[];
  readonly open: ReadonlyMap<WorkloadId, Readonly<Record<Severity, number>>>;
}

const containersShown = 200;
const nothingOpen = { low: 0, medium: 0, high: 0, critical: 0 };

export function summaryOf(record: WorkloadRecord, { nodes, containers, open }: Surroundings): WorkloadSummary {
  const { id } = record.workload;
  const running = containers.filter(({ workload }) => workload === id);
  return {
    ...record.workload,
    images: [...record.images],
    containers: running.slice(0, containersShown).map(({ container, node }) => ({
      id: container.id,
      name: container.name,
      image: container.image,
      startedAt: container.startedAt,
      node,
    })),
    ...sightOf(running, nodes),
    readiness: record.readiness ?? {
      ready: false,
      missing: ['anything learned at all'],
      coverage: [],
      expectedAlertsPerDay: 0,
    },
    baselineVersion: record.baselineVersion,
    learnedFrom: record.learnedFrom ?? null,
    events: record.events,
    lost: record.lost,
    openFindings: { ...(open.get(id) ?? nothingOpen) },
  };
}

function sightOf(
  running: readonly PlacedContainer[],
  nodes: readonly NodeHealth[],
): Pick<WorkloadSummary, 'sight' | 'sightReason'> {
  const names = new Set(running.map(({ node }) => node));
  const dark = nodes.find((node) => names.has(node.node) && !sees(node));
  if (dark !== undefined) {
    return { sight: 'blind', sightReason: `Not seen: ${dark.blind[0]?.what ?? `what containers on ${dark.node} do`}` };
  }
  if (running.length === 0) return { sight: 'quiet', sightReason: 'Nothing of it runs now' };
  const unknown = [...names].find((name) => !nodes.some(({ node }) => node === name));
  if (unknown !== undefined) return { sight: 'blind', sightReason: `No word from ${unknown} yet` };
  return { sight: 'seen', sightReason: null };
}

/** A few thousand at most, all in memory: sorted and cut here. Each order ends in the id, which is unique. */
export function pageOfWorkloads(
  records: readonly WorkloadRecord[],
  { query, surroundings }: { query: WorkloadQuery; surroundings: Surroundings },
): WorkloadPage {
  const placed = byWorkload(surroundings.containers);
  const text = query.text?.toLowerCase() ?? '';
  const matching = records
    .filter(({ workload }) => query.mode === undefined || workload.mode === query.mode)
    .filter(({ workload, images }) => [workload.id, ...images].some((one) => one.toLowerCase().includes(text)))
    .filter(
      ({ workload }) =>
        query.sight === undefined || sightOf(placed.get(workload.id) ?? [], surroundings.nodes).sight === query.sight,
    )
    .map((record) => ({ record, key: keyOf(record, query.sort, surroundings) }))
    .sort((a, b) => compare(a, b));
  const after = query.cursor === undefined ? undefined : readTextCursor(query.cursor, query.sort);
  const rest = matching.filter(
    ({ record, key }) =>
      after === undefined || compare({ record: { workload: { id: after.id } }, key: after.key }, { record, key }) < 0,
  );
  const shown = rest.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ record }) =>
      summaryOf(record, { ...surroundings, containers: placed.get(record.workload.id) ?? [] }),
    ),
    total: matching.length,
    next:
      last !== undefined && rest.length > shown.length
        ? writeTextCursor(query.sort, { key: last.key, id: last.record.workload.id })
        : null,
  };
}

function byWorkload(containers: readonly PlacedContainer[]): ReadonlyMap<WorkloadId, readonly PlacedContainer[]> {
  const placed = new Map<WorkloadId, PlacedContainer[]>();
  for (const container of containers) {
    const known = placed.get(container.workload);
    if (known === undefined) placed.set(container.workload, [container]);
    else known.push(container);
  }
  return placed;
}

interface Keyed {
  readonly record: { readonly workload: { readonly id: string } };
  readonly key: number;
}

function compare(a: Keyed, b: Keyed): number {
  if (a.key !== b.key) return a.key - b.key;
  const [left, right] = [a.record.workload.id, b.record.workload.id];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Smaller comes first. */
function keyOf({ workload, readiness }: WorkloadRecord, sort: WorkloadQuery['sort'], { open }: Surroundings): number {
  switch (sort) {
    case 'findings': {
      const { low, medium, high, critical } = open.get(workload.id) ?? nothingOpen;
      return -(critical * 1e9 + high * 1e6 + medium * 1e3 + low);
    }
    case 'learning':
      return readiness?.ready === true ? 1e12 : -(readiness?.expectedAlertsPerDay ?? 1e12);
    case 'newest':
      return -workload.firstSeenAt;
    default:
      return 0;
  }
}
