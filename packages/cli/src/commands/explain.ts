import type { Detection, Explained, ImageBreach } from '@plimsoll/api';
import { defineCommand } from '../command.ts';
import { resolveFinding } from '../connect/resolve-finding.ts';
import type { Output } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { bars } from '../ui/bars.ts';
import { fields } from '../ui/fields.ts';
import { toneOf } from '../ui/finding.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { counted, percent, short } from '../ui/quantity.ts';
import { moment } from '../ui/time.ts';
import { wrap } from '../ui/width.ts';

export const explain = defineCommand({
  name: 'explain',
  summary: 'Say why a finding was made: what was expected, what was seen, and what it rests on',
  args: [{ name: 'finding', summary: 'its id, or the beginning of it', completes: 'finding' }],
  examples: ['plimsoll explain 0198c2f4'],
  json: 'the finding with its evidence and chain of causes as one JSON object',
  connects: true,
  async run({ args: [typed = ''], json }, { connect, out, signal }) {
    const { client } = await connect();
    const explained = await client.getFinding(
      { params: { finding: await resolveFinding(client, typed, signal) } },
      { signal },
    );
    if (json) await out.line(jsonText(explained, 2));
    else await out.lines(explainLines(explained, out));
    return exitCodes.ok;
  },
});

export function explainLines(
  explained: Explained,
  { style, width }: Pick<Output, 'style' | 'width'>,
): readonly string[] {
  const { finding } = explained;
  const columns = width ?? 100;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', style.paint('strong', title), ...lines];
  return [
    `${style.paint(toneOf(finding.severity), finding.severity)}  ${style.paint('strong', printable(finding.title))}`,
    ...wrap(printable(finding.sentence), columns),
    '',
    ...fields(aboutOf(explained), { style, width }),
    ...(finding.kind === 'detection'
      ? detectionLines(finding, { style, columns, section })
      : breachLines(finding, section)),
    ...section('chain, oldest cause first', chainLines(explained)),
    ...section(
      'evidence',
      explained.evidence.map((event) => `  ${moment(event.at)}  ${printable(event.summary)}`),
    ),
    ...(explained.alsoMatches > 0
      ? ['', `Marking it as expected would also match ${counted(explained.alsoMatches, 'other open finding')}.`]
      : []),
    '',
    `next: plimsoll finding expect|acknowledge|resolve ${finding.id} --reason "…"`,
  ];
}

type Section = (title: string, lines: readonly string[]) => readonly string[];

function detectionLines(
  finding: Detection,
  { style, columns, section }: { style: Output['style']; columns: number; section: Section },
): readonly string[] {
  return [
    ...section('expected', expectedLines(finding)),
    ...section(
      'seen instead',
      wrap(printable(finding.explanation.observed), columns - 2).map((line) => `  ${line}`),
    ),
    ...['', style.paint('strong', scoreTitle(finding)), ...contributionLines(finding, { style, columns })],
    ...section(
      'what the baseline knew',
      [baselineLine(finding)].flatMap((line) => wrap(line, columns - 2)).map((line) => `  ${line}`),
    ),
  ];
}

function breachLines({ policy }: ImageBreach, section: Section): readonly string[] {
  const more = policy.subjectsTotal - policy.subjects.length;
  return section('what breaks the rule, worst first', [
    ...policy.subjects.map((subject) => `  ${printable(subject)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]);
}

function aboutOf({ finding }: Explained): readonly (readonly [string, string | undefined])[] {
  return [
    ['id', finding.id],
    ['state', finding.state],
    ['workload', printable(finding.workload)],
    ...(finding.kind === 'detection' ? placeOf(finding) : imageOf(finding)),
    [
      'when',
      finding.count > 1
        ? `${moment(finding.at)}, ${finding.count} times until ${moment(finding.lastAt)}`
        : moment(finding.at),
    ],
    ...(finding.kind === 'detection' ? techniqueOf(finding) : []),
    ['detector', printable(finding.detector)],
  ];
}

type About = readonly (readonly [string, string | undefined])[];

function imageOf({ image, policy }: ImageBreach): About {
  return [
    ['image', printable(`${image.name} (${image.digest ?? image.id})`)],
    ['policy', printable(`${policy.name}, rule ${policy.rule}`)],
    ['scanned', moment(policy.scannedAt)],
    ['advisories of', policy.dataAt === undefined ? undefined : moment(policy.dataAt)],
  ];
}

function techniqueOf({ technique }: Detection): About {
  return [['technique', technique && printable(`${technique.id} ${technique.name} (${technique.tactic})`)]];
}

function placeOf({ process, container }: Detection): About {
  const parent =
    process?.parent === undefined
      ? ''
      : `, started by ${process.parent.executable || process.parent.comm} (pid ${process.parent.pid})`;
  return [
    ['container', printable(`${container.name} (${container.image || 'image unknown'}, ${container.id.slice(0, 12)})`)],
    [
      'process',
      process && printable(`${process.executable || process.comm} (pid ${process.pid}, uid ${process.uid})${parent}`),
    ],
  ];
}

function expectedLines(finding: Detection): readonly string[] {
  return finding.explanation.expected
    .slice(0, 8)
    .map((each) => `  ${percent(each.probability).padStart(13)}  ${printable(each.what)}`);
}

function scoreTitle({ explanation }: Detection): string {
  const { digits, threshold, alertBudgetPerDay } = explanation;
  if (threshold === undefined) return 'never learned: this needs no score';
  const budget =
    alertBudgetPerDay === undefined ? '' : `, made for ${counted(alertBudgetPerDay, 'false finding')} a day`;
  return `surprise: ${digits.toFixed(1)} digits (1 in ${oneIn(digits)}); told from ${threshold.toFixed(1)}${budget}`;
}

function oneIn(digits: number): string {
  return digits < 9 ? short(Math.round(10 ** digits)) : `10^${digits.toFixed(0)}`;
}

function contributionLines(
  finding: Detection,
  { style, columns }: { style: Output['style']; columns: number },
): readonly string[] {
  const list = finding.explanation.contributions
    .filter(({ digits }) => digits !== 0)
    .slice(0, 12)
    .map((each) => ({
      label: each.what,
      value: each.digits,
      text: `${each.digits < 0 ? '−' : '+'}${Math.abs(each.digits).toFixed(1)}`,
    }));
  return bars(list, { style, width: columns - 2 }).map((line) => `  ${line}`);
}

function baselineLine(finding: Detection): string {
  const { version, learnedFrom, blocks, observations, unseen, gaps } = finding.explanation.baseline;
  if (version === 0 && observations === 0) return 'nothing yet: what is never learned is told from the first moment';
  const unit = finding.behaviour === 'process' ? 'process start' : 'time slice';
  const since = learnedFrom === undefined ? '' : ` since ${moment(learnedFrom)}`;
  return `version ${version}: ${counted(observations, 'observation')} in ${counted(blocks, unit)}${since}; the next clean one shows something new with a chance of at most ${percent(unseen)}; ${counted(gaps, 'gap')} while learning`;
}

function chainLines({ chain }: Explained): readonly string[] {
  return chain.map((step) => `  ${moment(step.at)}  ${step.type.padEnd(8)}  ${printable(step.sentence)}`);
}
