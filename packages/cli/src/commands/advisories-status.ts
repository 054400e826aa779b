import type { AdvisoryStatus } from '@plimsoll/scan';
import { defineCommand } from '../command.ts';
import type { Output } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { advisoriesDir, advisoryOptions } from '../input/advisory-options.ts';
import { asDuration } from '../input/parse.ts';
import { fields } from '../ui/fields.ts';
import { jsonText, printable } from '../ui/printable.ts';
import { bytes, counted, short } from '../ui/quantity.ts';
import { table } from '../ui/table.ts';
import { ago, moment } from '../ui/time.ts';

export const advisoriesStatus = defineCommand({
  name: 'status',
  summary: 'Which advisories there are, how old, and whether they are whole',
  detail: [
    'With --max-age the exit code is a gate for scripts: 1 if any feed was last read',
    'longer ago, or never. A database that is missing or damaged is 7.',
  ].join('\n'),
  options: {
    maxAge: {
      flag: '--max-age',
      value: 'duration',
      summary: 'exit 1 if any feed is older: 24h, 7d',
      parse: asDuration,
    },
    verify: { flag: '--verify', summary: 'read every byte and hold it against the checksums' },
    attribution: { flag: '--attribution', summary: 'print whose data it is and under which licences' },
    ...advisoryOptions,
  },
  examples: ['plimsoll advisories status', 'plimsoll advisories status --max-age 24h --verify'],
  json: 'the status as one JSON object; with --attribution a list of sources',
  async run({ options, json }, { out, err, env, now }) {
    const [{ attributions, statusOf }, { surroundingsOf }] = await Promise.all([
      import('@plimsoll/scan'),
      import('@plimsoll/host/settings'),
    ]);
    if (options.attribution) {
      if (json) await out.line(jsonText(attributions, 2));
      else
        await out.lines(
          attributions.flatMap(({ source, licence, text, url }) => [`${source} (${licence})`, `  ${text}`, `  ${url}`]),
        );
      return exitCodes.ok;
    }
    const dir = advisoriesDir(options.advisories, { ...surroundingsOf(process), env });
    const status = statusOf(dir, { verify: options.verify });
    if (json) await out.line(jsonText(status, 2));
    else await out.lines(statusLines(status, now(), out));
    if (status.data === undefined)
      await err.line('  Run `plimsoll advisories update`; without a network, with --from and a mirror folder.');
    return gateOf(status, { maxAgeMs: options.maxAge, now: now() });
  },
});

export function gateOf(
  status: AdvisoryStatus,
  { maxAgeMs, now }: { maxAgeMs: number | undefined; now: number },
): ExitCode {
  if (status.data === undefined || !status.whole) return exitCodes.badFile;
  if (maxAgeMs === undefined) return exitCodes.ok;
  return status.data.feeds.some(({ fetchedAt }) => now - fetchedAt > maxAgeMs) ? exitCodes.gate : exitCodes.ok;
}

export function statusLines(
  status: AdvisoryStatus,
  now: number,
  { style, width }: Pick<Output, 'style' | 'width'>,
): readonly string[] {
  const problems = status.problems.map((each) => `${style.paint('warn', 'problem')}  ${printable(each)}`);
  if (status.data === undefined) return problems;
  const { data } = status;
  const left = new Map(status.feeds.map((each) => [each.feed, each]));
  return [
    ...fields(
      [
        ['generation', data.generation],
        ['built', `${moment(data.builtAt)}, ${ago(data.builtAt, now)}`],
        ['newest record', data.newestAt === 0 ? 'without a date' : moment(data.newestAt)],
        ['looked for news', status.checkedAt === undefined ? undefined : ago(status.checkedAt, now)],
        ['from', printable(status.base ?? '')],
        [
          'holds',
          `${short(status.advisories)} advisories for ${counted(status.packages, 'package')} of ${counted(status.ecosystems.length, 'ecosystem')}`,
        ],
        ['size', bytes(status.bytes)],
        ['in', printable(status.dir)],
      ],
      { style, width },
    ),
    '',
    ...table(
      data.feeds,
      [
        { head: 'FEED', cell: ({ feed }) => feed },
        { head: 'RECORDS', cell: ({ records }) => short(records), align: 'end' },
        { head: 'UNREADABLE', cell: ({ feed }) => short(left.get(feed)?.invalidCount ?? 0), align: 'end' },
        { head: 'NEWEST', cell: ({ newestAt }) => (newestAt === 0 ? '-' : moment(newestAt).slice(0, 10)) },
        {
          head: 'READ',
          cell: ({ fetchedAt }) => (fetchedAt === 0 ? 'never' : ago(fetchedAt, now)),
          tone: ({ failure }) => (failure === undefined ? 'plain' : 'warn'),
        },
      ],
      { style, width },
    ),
    ...(problems.length === 0 ? [] : ['', ...problems]),
  ];
}
