import type { Finding, FindingPage } from '@plimsoll/api';
import { defineCommand } from '../command.ts';
import type { Connection } from '../connect/connection.ts';
import { shortIds } from '../connect/resolve-finding.ts';
import { resolveWorkload } from '../connect/resolve-workload.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { limitOption } from '../input/page-options.ts';
import { asChoice, asChoices, asMoment, asText, asTexts, momentAt } from '../input/parse.ts';
import { findingLine, toneOf } from '../ui/finding.ts';
import { jsonText } from '../ui/printable.ts';
import { counted } from '../ui/quantity.ts';
import { type Column, table } from '../ui/table.ts';
import { ago } from '../ui/time.ts';

const severities = ['low', 'medium', 'high', 'critical'] as const;
const states = ['open', 'acknowledged', 'expected', 'resolved'] as const;

const verdicts = ['confirmed', 'harmless'] as const;
const asVerdict = asChoice(verdicts);

const asSeverities = asChoices(severities);
const asStates = asChoices(states);

interface Filter {
  readonly workload: Finding['workload'] | undefined;
  readonly severity: Finding['severity'][] | undefined;
  readonly state: Finding['state'][] | undefined;
  readonly verdict: Finding['verdict'] | undefined;
  readonly detector: string | undefined;
  readonly technique: string | undefined;
  readonly notWorkload: Finding['workload'][] | undefined;
  readonly notDetector: string[] | undefined;
  readonly notTechnique: string[] | undefined;
  readonly text: string | undefined;
  readonly since: number | undefined;
}

export const findings = defineCommand({
  name: 'findings',
  summary: 'List findings, newest first; --follow prints new ones as they come',
  options: {
    workload: {
      flag: '--workload',
      value: 'id',
      summary: 'only of this workload',
      parse: asText(512),
      completes: 'workload',
    },
    severity: {
      flag: '--severity',
      value: 'list',
      summary: 'only these: low, medium, high, critical',
      parse: asSeverities,
      completes: severities,
    },
    state: {
      flag: '--state',
      value: 'list',
      summary: 'only these: open, acknowledged, expected, resolved',
      parse: asStates,
      completes: states,
      otherwise: 'open',
    },
    verdict: {
      flag: '--verdict',
      value: 'word',
      summary: 'only resolved ones that were: confirmed or harmless; needs --state resolved',
      parse: asVerdict,
      completes: verdicts,
    },
    detector: { flag: '--detector', value: 'id', summary: 'only of this detector', parse: asText(64) },
    technique: { flag: '--technique', value: 'id', summary: 'only of this technique: T1059.004', parse: asText(16) },
    notWorkload: {
      flag: '--not-workload',
      value: 'list',
      summary: 'all but of these',
      parse: asTexts(512),
      completes: 'workload',
    },
    notDetector: { flag: '--not-detector', value: 'list', summary: 'all but of these', parse: asTexts(64) },
    notTechnique: { flag: '--not-technique', value: 'list', summary: 'all but of these', parse: asTexts(16) },
    since: { flag: '--since', value: 'when', summary: 'only since then: 2h, 7d or a date', parse: asMoment },
    text: {
      flag: '--text',
      value: 'text',
      summary: 'only with this in sentence, container or executable',
      parse: asText(200),
    },
    limit: limitOption,
    follow: { flag: '--follow', summary: 'print new ones as they come, until Ctrl-C' },
  },
  examples: [
    'plimsoll findings',
    'plimsoll findings --severity high,critical --since 24h',
    'plimsoll findings --not-detector syscall-novelty --not-workload batch',
    'plimsoll findings --follow --json',
  ],
  json: 'one page of findings as a JSON object: items, total, next, facets, histogram; with --follow one finding a line',
  connects: true,
  async run({ options, json }, context): Promise<ExitCode> {
    const connection = await context.connect();
    const filter: Filter = {
      workload:
        options.workload === undefined
          ? undefined
          : (await resolveWorkload(connection.client, options.workload, context.signal)).id,
      severity: options.severity === undefined ? undefined : [...options.severity],
      state: [...(options.state ?? (['open'] as const))],
      verdict: options.verdict,
      detector: options.detector,
      technique: options.technique,
      notWorkload: await resolveAll(connection.client, options.notWorkload, context.signal),
      notDetector: options.notDetector && [...options.notDetector],
      notTechnique: options.notTechnique && [...options.notTechnique],
      text: options.text,
      since: options.since === undefined ? undefined : momentAt(options.since, context.now()),
    };
    if (options.follow) return follow(connection, { filter, limit: options.limit ?? 10, json }, context);
    const page = await connection.client.listFindings(
      { query: { ...filter, limit: options.limit } },
      { signal: context.signal },
    );
    if (json) await context.out.line(jsonText(page, 2));
    else await list(page, connection, context);
    return exitCodes.ok;
  },
});

async function resolveAll(
  client: Connection['client'],
  typed: readonly string[] | undefined,
  signal: Context['signal'],
): Promise<Finding['workload'][] | undefined> {
  if (typed === undefined) return undefined;
  const found: Finding['workload'][] = [];
  for (const one of typed) found.push((await resolveWorkload(client, one, signal)).id);
  return found;
}

/** No findings means something only where we see: an empty list says which. */
async function list(page: FindingPage, { client }: Connection, { out, err, now, signal }: Context): Promise<void> {
  if (page.items.length === 0) {
    const { state, sentence } = await client.status({}, { signal });
    await err.line(
      state === 'blind' ? `No findings, but Plimsoll is blind: ${sentence}` : `No findings match. ${sentence}`,
    );
    return;
  }
  await out.lines(table(page.items, columns(page.items, now()), out));
  if (page.total > page.items.length)
    await err.line(`${page.items.length} of ${counted(page.total, 'finding')} shown; see --limit and the filters.`);
}

function columns(items: readonly Finding[], now: number): readonly Column<Finding>[] {
  const short = shortIds(items.map(({ id }) => id));
  return [
    { head: 'ID', cell: ({ id }) => short.get(id) ?? id, tone: () => 'quiet' },
    { head: 'WHEN', cell: ({ lastAt }) => ago(lastAt, now) },
    { head: 'SEVERITY', cell: ({ severity }) => severity, tone: ({ severity }) => toneOf(severity) },
    { head: 'COUNT', cell: ({ count }) => String(count), align: 'end' },
    { head: 'STATE', cell: ({ state, verdict }) => (verdict === undefined ? state : `${state}: ${verdict}`) },
    { head: 'FINDING', cell: ({ sentence }) => sentence, cut: 'end' },
  ];
}

async function follow(
  connection: Connection,
  { filter, limit, json }: { filter: Filter; limit: number; json: boolean },
  { out, signal }: Context,
): Promise<typeof exitCodes.ok> {
  const show = (finding: Finding) => out.line(json ? jsonText(finding) : findingLine(finding, out.style));
  // Subscribed before the past is read, so that nothing falls between the two; what is in both is shown once.
  const live = connection.live(signal)[Symbol.asyncIterator]();
  const first = live.next();
  first.catch(() => undefined); // Awaited below; it must not count as unhandled while the past is read.
  const past = await connection.client.listFindings({ query: { ...filter, limit, sort: 'newest' } }, { signal });
  const shown = new Map(past.items.map(({ id, count }) => [id, count]));
  for (const finding of past.items.toReversed()) await show(finding);
  for (let next = await first; next.done !== true; next = await live.next()) {
    if (next.value.type !== 'finding') continue;
    const { finding } = next.value;
    if (!matches(finding, filter) || (shown.get(finding.id) ?? 0) >= finding.count) continue;
    remember(shown, finding);
    await show(finding);
  }
  return exitCodes.ok;
}

/** A stream may run for months: only the newest are remembered. */
function remember(shown: Map<Finding['id'], number>, { id, count }: Finding): void {
  shown.delete(id);
  shown.set(id, count);
  const oldest = shown.keys().next();
  if (shown.size > 5000 && oldest.done !== true) shown.delete(oldest.value);
}

function matches(finding: Finding, filter: Filter): boolean {
  const { workload, severity, state, verdict, detector, technique, text, since } = filter;
  if (workload !== undefined && finding.workload !== workload) return false;
  if (verdict !== undefined && finding.verdict !== verdict) return false;
  if (detector !== undefined && finding.detector !== detector) return false;
  const known = finding.kind === 'detection' ? finding.technique?.id : undefined;
  if (technique !== undefined && known !== technique) return false;
  if (filter.notWorkload?.includes(finding.workload) === true) return false;
  if (filter.notDetector?.includes(finding.detector) === true) return false;
  if (known !== undefined && filter.notTechnique?.includes(known) === true) return false;
  if (severity !== undefined && !severity.includes(finding.severity)) return false;
  if (state !== undefined && !state.includes(finding.state)) return false;
  if (since !== undefined && finding.lastAt < since) return false;
  if (text === undefined) return true;
  const own =
    finding.kind === 'detection' ? [finding.container.name, finding.process?.executable ?? ''] : [finding.image.name];
  const places = [finding.title, finding.sentence, ...own];
  return places.some((place) => place.toLowerCase().includes(text.toLowerCase()));
}
