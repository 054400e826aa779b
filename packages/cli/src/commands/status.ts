import type { Status } from '@plimsoll/api';
import { defineCommand } from '../command.ts';
import type { Output } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { fields } from '../ui/fields.ts';
import { severityCounts } from '../ui/finding.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { bytes, counted, short } from '../ui/quantity.ts';
import type { Tone } from '../ui/style.ts';
import { lasting, moment } from '../ui/time.ts';

const tones: Readonly<Record<Status['state'], Tone>> = {
  clear: 'good',
  findings: 'bad',
  learning: 'accent',
  blind: 'warn',
  waiting: 'accent',
};

export const status = defineCommand({
  name: 'status',
  summary: 'Whether Plimsoll sees, and what it sees',
  detail:
    'With --check the exit code is a gate for scripts: 0 all is seen and nothing is\nopen, 1 findings are open, 2 blind.',
  options: { check: { flag: '--check', summary: 'exit 1 if findings are open, 2 if blind' } },
  examples: ['plimsoll status', 'plimsoll status --check && deploy'],
  json: 'the status as one JSON object',
  connects: true,
  async run({ options, json }, context) {
    const { client } = await context.connect();
    const answer = await client.status({}, { signal: context.signal });
    if (json) await context.out.line(jsonText(answer, 2));
    else await context.out.lines(statusLines(answer, context.out));
    return options.check ? gateOf(answer) : exitCodes.ok;
  },
});

/** Findings weigh more than being blind: what was found needs somebody even if there may be more. */
export function gateOf(answer: Status): ExitCode {
  const open = Object.values(answer.openFindings).reduce((sum, count) => sum + count, 0);
  if (open > 0) return exitCodes.gate;
  const blind =
    answer.state === 'blind' || answer.nodes.length === 0 || answer.nodes.some((node) => node.sensor !== 'running');
  return blind ? exitCodes.usage : exitCodes.ok;
}

export function statusLines(answer: Status, { style, width }: Pick<Output, 'style' | 'width'>): readonly string[] {
  const modes = Object.entries(answer.workloads).filter(([, count]) => count > 0);
  const head = `${style.paint(tones[answer.state], answer.state)}  ${printable(answer.sentence)}`;
  const overview = fields(
    [
      ['workloads', modes.length === 0 ? 'none yet' : modes.map(([mode, count]) => `${count} in ${mode}`).join(', ')],
      ['open findings', severityCounts(answer.openFindings, style)],
      ['events', `${short(answer.eventsTotal)} since ${moment(answer.startedAt)}`],
      [
        'dropped',
        answer.dropped.length === 0
          ? undefined
          : answer.dropped.map((drop) => `${short(drop.count)} ${drop.what} (${drop.why})`).join(', '),
      ],
      ['version', answer.version],
    ],
    { style, width },
  );
  return [
    head,
    '',
    ...overview,
    ...answer.nodes.flatMap((node) => ['', ...nodeLines(node, answer.at, { style, width })]),
  ];
}

function nodeLines(
  node: Status['nodes'][number],
  now: number,
  { style, width }: Pick<Output, 'style' | 'width'>,
): readonly string[] {
  const lost = node.losses.ringFull + node.losses.threadsFull + node.losses.containersFull;
  const lines = fields(
    [
      [
        'node',
        `${style.paint('strong', printable(node.node))}${node.kernel === '' ? '' : ` (kernel ${printable(node.kernel)})`}`,
      ],
      [
        'sensor',
        `${node.sensor} for ${lasting(now - node.sensorSince)}; ${counted(node.restarts, 'restart')}, ${counted(node.gaps, 'gap')}`,
      ],
      ['engine', node.engine],
      [
        'watched',
        `${counted(node.containers, 'container')}, ${short(node.eventsPerSecond)} events/s, ${bytes(node.memoryBytes)}`,
      ],
      [
        'lost',
        `${short(lost)} of ${short(lost + node.losses.delivered)}; ${short(node.losses.heldBack)} held back, ${short(node.losses.cut)} cut`,
      ],
    ],
    { style, width },
  );
  const blind = node.blind.flatMap((each) => [
    `${style.paint('warn', 'blind')}    ${printable(each.what)}: ${printable(each.why)}`,
    `         ${printable(each.hint)}`,
  ]);
  return [...lines, ...blind];
}
