import type { BaselineView } from '@plimsoll/api';
import { defineCommand } from '../command.ts';
import { resolveWorkload } from '../connect/resolve-workload.ts';
import type { Output } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { asWhole } from '../input/parse.ts';
import { coverageLines } from '../ui/coverage.ts';
import { fields } from '../ui/fields.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { bytes, counted, short } from '../ui/quantity.ts';
import { table } from '../ui/table.ts';
import { moment } from '../ui/time.ts';

export const baselineShow = defineCommand({
  name: 'show',
  summary: 'Show what was learned of a workload',
  args: [{ name: 'workload', summary: 'its id, or the beginning of it', completes: 'workload' }],
  options: {
    top: {
      flag: '--top',
      value: 'n',
      summary: 'how many processes and system calls to show',
      parse: asWhole({ min: 1, max: 10_000 }),
      otherwise: '20',
    },
  },
  examples: ['plimsoll baseline show web'],
  json: 'the whole baseline, for people, as one JSON object',
  connects: true,
  async run({ args: [typed = ''], options, json }, { connect, out, signal }) {
    const { client } = await connect();
    const { id } = await resolveWorkload(client, typed, signal);
    const view = await client.getBaseline({ params: { workload: id } }, { signal });
    if (json) await out.line(jsonText(view, 2));
    else await out.lines(baselineLines(view, options.top ?? 20, out));
    return exitCodes.ok;
  },
});

export function baselineLines(
  view: BaselineView,
  top: number,
  { style, width }: Pick<Output, 'style' | 'width'>,
): readonly string[] {
  const overview = fields(
    [
      ['workload', style.paint('strong', printable(view.workload))],
      ['version', `${view.version}, ${bytes(view.bytes)}`],
      [
        'learned',
        view.learnedFrom === null
          ? 'nothing yet'
          : `${moment(view.learnedFrom)} to ${view.learnedTo === null ? 'now' : moment(view.learnedTo)}`,
      ],
      ['from', `${counted(view.replicas, 'replica or restart', 'replicas or restarts')}, ${counted(view.gaps, 'gap')}`],
      ['call sequences', `${short(view.ngrams.trusted)} trusted, ${short(view.ngrams.probationary)} seen once`],
      [
        'rejected',
        view.rejected.length === 0
          ? undefined
          : view.rejected
              .map(({ thing }) => (thing.behaviour === 'syscall' ? thing.name : thing.executable))
              .map(printable)
              .join(', '),
      ],
      ['ready', view.readiness.ready ? style.paint('good', 'yes') : style.paint('accent', 'not yet')],
    ],
    { style, width },
  );
  const processes = table(
    view.processes.slice(0, top),
    [
      { head: 'PROCESS', cell: (each) => each.executable, cut: 'start' },
      { head: 'ARGUMENTS', cell: (each) => each.args, cut: 'end' },
      { head: 'STARTED BY', cell: (each) => each.parent, cut: 'start' },
      { head: 'UID', cell: (each) => String(each.uid), align: 'end' },
      { head: 'COUNT', cell: (each) => short(each.count), align: 'end' },
      {
        head: 'TRUST',
        cell: (each) => trustWord(each.trust),
        tone: (each) => (each.trust === 'trusted' ? 'good' : 'warn'),
      },
    ],
    { style, width },
  );
  const syscalls = table(
    view.syscalls.slice(0, top),
    [
      { head: 'SYSTEM CALL', cell: (each) => each.name },
      { head: 'A SECOND', cell: (each) => short(each.perSecond), align: 'end' },
      {
        head: 'TRUST',
        cell: (each) => trustWord(each.trust),
        tone: (each) => (each.trust === 'trusted' ? 'good' : 'warn'),
      },
    ],
    { style, width },
  );
  return [
    ...overview,
    ...coverageLines(view.readiness, style).map((line) => `  ${line}`),
    '',
    ...(view.processes.length === 0 ? ['no process start seen yet'] : processes),
    ...more(view.processesTotal - Math.min(top, view.processes.length), 'process', 'processes'),
    '',
    ...(view.syscalls.length === 0 ? ['no system call seen yet'] : syscalls),
    ...more(view.syscallsTotal - Math.min(top, view.syscalls.length), 'system call', 'system calls'),
  ];
}

function trustWord(trust: 'trusted' | 'probationary'): string {
  return trust === 'trusted' ? 'trusted' : 'seen once';
}

function more(count: number, one: string, many: string): readonly string[] {
  return count > 0 ? [`… and ${counted(count, one, many)} more`] : [];
}
