import type { WorkloadSummary } from '@plimsoll/api';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { limitOption } from '../input/page-options.ts';
import { asChoice, asText } from '../input/parse.ts';
import { learningWord } from '../ui/coverage.ts';
import { jsonText } from '../ui/printable.ts';
import { counted } from '../ui/quantity.ts';
import { type Column, table } from '../ui/table.ts';
import { ago } from '../ui/time.ts';

export const modes = ['discover', 'monitor', 'protect'] as const;
const sights = ['seen', 'blind', 'quiet'] as const;
const sorts = ['id', 'findings', 'learning', 'newest'] as const;

export const workloads = defineCommand({
  name: 'workloads',
  summary: 'List the workloads, how far their learning is, and their open findings',
  options: {
    text: { flag: '--text', value: 'text', summary: 'only those with this in their id or image', parse: asText(200) },
    mode: {
      flag: '--mode',
      value: 'mode',
      summary: 'only those in this mode',
      parse: asChoice(modes),
      completes: modes,
    },
    sight: {
      flag: '--sight',
      value: 'sight',
      summary: 'only those that are seen, blind or quiet',
      parse: asChoice(sights),
      completes: sights,
    },
    sort: {
      flag: '--sort',
      value: 'order',
      summary: 'id, findings, learning or newest',
      parse: asChoice(sorts),
      completes: sorts,
      otherwise: 'findings',
    },
    limit: limitOption,
  },
  examples: [
    'plimsoll workloads',
    'plimsoll workloads --sight blind',
    'plimsoll workloads --json | jq -r ".items[].id"',
  ],
  json: 'one page of workloads as a JSON object: items, total, next',
  connects: true,
  async run({ options, json }, { connect, out, err, now, signal }) {
    const { client } = await connect();
    const page = await client.listWorkloads({ query: options }, { signal });
    if (json) {
      await out.line(jsonText(page, 2));
      return exitCodes.ok;
    }
    if (page.items.length === 0) await err.line('No workloads. They appear here when their containers run.');
    else await out.lines(table(page.items, columns(now()), out));
    if (page.total > page.items.length)
      await err.line(`${page.items.length} of ${counted(page.total, 'workload')} shown; see --limit and --text.`);
    return exitCodes.ok;
  },
});

function columns(now: number): readonly Column<WorkloadSummary>[] {
  return [
    { head: 'WORKLOAD', cell: (workload) => workload.id, cut: 'start', tone: () => 'strong' },
    { head: 'MODE', cell: modeWord },
    {
      head: 'SIGHT',
      cell: (workload) => workload.sight,
      tone: ({ sight }) => (sight === 'blind' ? 'warn' : sight === 'seen' ? 'good' : 'quiet'),
    },
    {
      head: 'LEARNING',
      cell: (workload) => learningWord(workload.readiness),
      tone: ({ readiness }) => (readiness.ready ? 'good' : 'accent'),
    },
    { head: 'RUNNING', cell: (workload) => String(workload.containers.length), align: 'end' },
    {
      head: 'FINDINGS',
      cell: (workload) => String(openCount(workload)),
      align: 'end',
      tone: (workload) => (openCount(workload) > 0 ? 'bad' : 'plain'),
    },
    { head: 'LAST SEEN', cell: (workload) => ago(workload.lastSeenAt, now) },
  ];
}

export function modeWord({ mode, dryRun }: WorkloadSummary): string {
  return mode === 'protect' && dryRun ? 'protect (dry run)' : mode;
}

function openCount({ openFindings }: WorkloadSummary): number {
  return Object.values(openFindings).reduce((sum, count) => sum + count, 0);
}
