/**
 * One sentence on whether all is well, with its proof.
 *
 * in     the nodes, the workloads, what is open, how much was observed
 * out    Status
 * holds  blind before everything else: `clear` is said only when every node sees, something was observed and nothing is open
 */
import { type Dropped, type NodeHealth, productVersion, type Status } from '@plimsoll/api';
import type { EpochMs, Mode, Severity } from '@plimsoll/core';

export interface StatusInput {
  readonly nodes: readonly NodeHealth[];
  readonly workloads: readonly { readonly mode: Mode; readonly running: boolean }[];
  readonly open: readonly Readonly<Record<Severity, number>>[];
  readonly events: number;
  readonly dropped: readonly Dropped[];
  readonly startedAt: EpochMs;
  readonly now: EpochMs;
}

export function statusOf({ nodes, workloads, open, events, dropped, startedAt, now }: StatusInput): Status {
  const openFindings = { low: 0, medium: 0, high: 0, critical: 0 };
  for (const counts of open) {
    for (const severity of ['low', 'medium', 'high', 'critical'] as const) openFindings[severity] += counts[severity];
  }
  const findings = openFindings.low + openFindings.medium + openFindings.high + openFindings.critical;
  const learning = workloads.filter(({ mode, running }) => running && mode === 'discover').length;
  const seeing = nodes.filter(sees).length;
  const state = stateOf({ nodes: nodes.length, seeing, events, findings, learning });
  const healthy = nodes.filter((node) => sees(node) || missesNamesOnly(node)).length;
  const proof = `${plural(findings, 'open finding')} in ${amount(events)} events, ${healthy} of ${nodes.length} sensors healthy`;
  return {
    version: productVersion,
    state,
    sentence: sentenceOf(state, { proof, nodes, learning }),
    nodes: nodes.map((node) => ({ ...node })),
    workloads: countModes(workloads),
    openFindings,
    eventsTotal: events,
    dropped: [...dropped],
    startedAt,
    at: now,
  };
}

export function sees(node: NodeHealth): boolean {
  return node.sensor === 'running' && node.blind.length === 0;
}

/** The sensor works, and only the engine, which knows what a container is called and made of, does not answer. */
function missesNamesOnly({ sensor, engine, blind }: NodeHealth): boolean {
  return sensor === 'running' && engine === 'unavailable' && blind.length <= 1;
}

interface Facts {
  readonly nodes: number;
  readonly seeing: number;
  readonly events: number;
  readonly findings: number;
  readonly learning: number;
}

function stateOf({ nodes, seeing, events, findings, learning }: Facts): Status['state'] {
  if (nodes === 0 || seeing < nodes) return 'blind';
  if (findings > 0) return 'findings';
  if (events === 0) return 'waiting';
  return learning > 0 ? 'learning' : 'clear';
}

function sentenceOf(
  state: Status['state'],
  { proof, nodes, learning }: { proof: string; nodes: readonly NodeHealth[]; learning: number },
): string {
  switch (state) {
    case 'blind':
      return `${whatIsDark(nodes)}. So far: ${proof}`;
    case 'waiting':
      return `Nothing was observed yet; ${plural(nodes.length, 'sensor')} healthy. Start a container, or do something in one`;
    case 'learning':
      return `${plural(learning, 'workload')} still learning. ${proof}`;
    default:
      return proof;
  }
}

function whatIsDark(nodes: readonly NodeHealth[]): string {
  const dark = nodes.filter((node) => !sees(node));
  const [first] = dark;
  if (first === undefined) return 'No agent is connected: nothing is seen';
  if (dark.every(missesNamesOnly)) {
    return 'What containers do is seen, but their names, images and workloads are not known: no container engine answers';
  }
  const reasons = dark.flatMap(({ blind }) => blind).length;
  const more = reasons > 1 ? `, and ${reasons - 1} more` : '';
  return `Not seen: ${first.blind[0]?.what ?? `what containers on ${first.node} do`}${more}`;
}

function countModes(workloads: StatusInput['workloads']): Status['workloads'] {
  const counts = { discover: 0, monitor: 0, protect: 0 };
  for (const { mode } of workloads) counts[mode]++;
  return counts;
}

/** `1.2 M`, `41 k`, `312` */
function amount(count: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (count >= size) return `${(count / size).toFixed(count >= size * 10 ? 0 : 1)} ${unit}`;
  }
  return String(count);
}

function plural(count: number, noun: string): string {
  return `${amount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
