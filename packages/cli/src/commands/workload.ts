import type { WorkloadSummary } from '@plimsoll/api';
import { defineCommand } from '../command.ts';
import { resolveWorkload } from '../connect/resolve-workload.ts';
import type { Output } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { coverageLines } from '../ui/coverage.ts';
import { fields } from '../ui/fields.ts';
import { severityCounts } from '../ui/finding.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { short } from '../ui/quantity.ts';
import { table } from '../ui/table.ts';
import { ago, moment } from '../ui/time.ts';
import { modeWord } from './workloads.ts';

export const workload = defineCommand({
  name: 'workload',
  summary: 'Show one workload: its containers, learning and findings',
  args: [{ name: 'workload', summary: 'its id, or the beginning of it', completes: 'workload' }],
  examples: ['plimsoll workload docker/shop/web', 'plimsoll workload web'],
  json: 'the workload as one JSON object',
  connects: true,
  async run({ args: [typed = ''], json }, { connect, out, now, signal }) {
    const { client } = await connect();
    const found = await resolveWorkload(client, typed, signal);
    if (json) await out.line(jsonText(found, 2));
    else await out.lines(workloadLines(found, out, now()));
    return exitCodes.ok;
  },
});

export function workloadLines(
  found: WorkloadSummary,
  { style, width }: Pick<Output, 'style' | 'width'>,
  now: number,
): readonly string[] {
  const { readiness } = found;
  const overview = fields(
    [
      ['workload', style.paint('strong', printable(found.id))],
      ['mode', modeWord(found) + (found.declaredReady ? ', declared ready by hand' : '')],
      ['sight', found.sight + (found.sightReason === null ? '' : `: ${printable(found.sightReason)}`)],
      ['open findings', severityCounts(found.openFindings, style)],
      ['images', found.images.length === 0 ? undefined : found.images.map(printable).join(', ')],
      ['baseline', found.baselineVersion === 0 ? 'none yet' : `version ${found.baselineVersion}`],
      ['learned since', found.learnedFrom === null ? undefined : moment(found.learnedFrom)],
      ['events', `${short(found.events)}, ${short(found.lost)} lost`],
      ['first seen', moment(found.firstSeenAt)],
      ['last seen', ago(found.lastSeenAt, now)],
    ],
    { style, width },
  );
  const learning = [
    `learning: ${readiness.ready ? style.paint('good', 'ready') : style.paint('accent', 'not ready yet')}; applied now it would say at most ${readiness.expectedAlertsPerDay.toFixed(1)} false things a day`,
    ...coverageLines(readiness, style).map((line) => `  ${line}`),
  ];
  const containers = table(
    found.containers,
    [
      { head: 'CONTAINER', cell: (container) => container.name, cut: 'end' },
      { head: 'IMAGE', cell: (container) => container.image, cut: 'start' },
      { head: 'NODE', cell: (container) => container.node, cut: 'end' },
      { head: 'STARTED', cell: (container) => ago(container.startedAt, now) },
      { head: 'ID', cell: (container) => container.id.slice(0, 12) },
    ],
    { style, width },
  );
  return [
    ...overview,
    '',
    ...learning,
    '',
    ...(found.containers.length === 0 ? ['no container runs now'] : containers),
  ];
}
