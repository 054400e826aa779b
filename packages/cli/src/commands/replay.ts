import type { ReplayResult } from '@plimsoll/host';
import { defineCommand } from '../command.ts';
import type { Context, Output } from '../context.ts';
import { CliError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { asChoice, asShare, asText } from '../input/parse.ts';
import { findingLine } from '../ui/finding.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { counted } from '../ui/quantity.ts';
import { modes } from './workloads.ts';

const asMode = asChoice(modes);

export const replay = defineCommand({
  name: 'replay',
  summary: 'Run a recorded trace through the pipeline, without privileges, and print its findings',
  detail: [
    'Nothing of this host is read and nothing is kept. The first part of the trace is',
    'learned from (--learn-until), the rest is judged in the mode asked for (--mode).',
    'With --expect the findings are held against a file: exit 1 when they differ.',
  ].join('\n'),
  args: [{ name: 'trace', summary: 'what `record` wrote', completes: 'file' }],
  options: {
    learnUntil: {
      flag: '--learn-until',
      value: 'share',
      summary: 'learn from this first share of the recorded time, e.g. 60%',
      parse: asShare,
      otherwise: 'what the file of --expect says, else 0%',
    },
    mode: {
      flag: '--mode',
      value: 'mode',
      summary: 'how the rest is judged',
      parse: asMode,
      completes: modes,
      otherwise: 'what the file of --expect says, else monitor after learning, discover without',
    },
    expect: {
      flag: '--expect',
      value: 'file',
      summary: 'exit 1 unless exactly these findings are made',
      parse: asText(4096),
      completes: 'file',
    },
    update: { flag: '--update', summary: 'write the findings into the file of --expect instead' },
  },
  examples: [
    'plimsoll replay traces/shell.trace --learn-until 60%',
    'plimsoll replay traces/shell.trace --expect traces/shell.expected.json',
  ],
  json: 'one finding a line, as JSON',
  async run({ args: [trace = ''], options, json }, context) {
    const { out, err, signal } = context;
    if (options.update && options.expect === undefined) {
      throw new CliError('USAGE', '--update needs --expect', { hint: 'Name the file to write with --expect FILE.' });
    }
    const [{ replay: replayTrace }, expectations] = await Promise.all([
      import('@plimsoll/host'),
      import('../replay/expectations.ts'),
    ]);
    const expected =
      options.expect === undefined || options.update ? undefined : await expectations.readExpected(options.expect);
    const learnUntil = options.learnUntil ?? expected?.learnUntil ?? 0;
    const mode = options.mode ?? expected?.mode ?? (learnUntil > 0 ? 'monitor' : 'discover');
    const result = await replayTrace({ file: trace, learnUntil, mode, signal });
    for (const finding of result.findings)
      await out.line(json ? jsonText(finding) : findingLine(finding as Parameters<typeof findingLine>[0], out.style));
    await err.line(summaryOf(result));
    if (options.expect === undefined) return exitCodes.ok;
    if (options.update) {
      await expectations.writeExpected(options.expect, { learnUntil, mode, findings: result.findings });
      await err.line(`Wrote ${options.expect}.`);
      return exitCodes.ok;
    }
    return expected === undefined
      ? exitCodes.ok
      : gate(expectations.differences(expected.findings, result.findings), context);
  },
});

function summaryOf({ frames, events, gaps, findings, workloads }: ReplayResult): string {
  const lost = gaps > 0 ? `, ${counted(gaps, 'gap')} in the trace` : '';
  return `${counted(frames, 'frame')}, ${counted(events, 'event')}, ${counted(workloads, 'workload')}, ${counted(findings.length, 'finding')}${lost}`;
}

async function gate(
  differences: readonly string[],
  { err }: Pick<Context, 'err'> & { out: Output },
): Promise<ExitCode> {
  if (differences.length === 0) {
    await err.line('As expected.');
    return exitCodes.ok;
  }
  await err.line(`plimsoll: the findings differ from what was expected in ${counted(differences.length, 'place')}`);
  await err.lines(differences.map((line) => `  ${printable(line)}`));
  return exitCodes.gate;
}
