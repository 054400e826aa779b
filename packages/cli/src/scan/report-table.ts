/**
 * A scan report for a person at a terminal.
 *
 * in     a report
 * out    lines that fit the terminal: what it is, counts, what needs somebody first, and what the judgement stands on
 * holds  nothing from the image can act on the terminal; what is left out is counted and it is said how to see it
 */
import type { ImageFinding, ImageFindingKind, ScanReport } from '@plimsoll/core';
import {
  advisoriesOf,
  countFindings,
  type FindingCounts,
  orderFindings,
  type PolicyVerdict,
  shownFindings,
} from '@plimsoll/scan';
import type { Output } from '../context.ts';
import { printable } from '../ui/printable.ts';
import { counted } from '../ui/quantity.ts';
import type { Tone } from '../ui/style.ts';
import { type Column, table } from '../ui/table.ts';
import { lasting, moment } from '../ui/time.ts';
import { wrap } from '../ui/width.ts';
import { adviceOn } from './advice.ts';
import { toneOf, upgradeLines, vulnerabilityLines } from './vulnerability-table.ts';

export interface TableOptions extends Pick<Output, 'style' | 'width'> {
  readonly showSuppressed: boolean;
  readonly showHidden: boolean;
  readonly verdict: PolicyVerdict | undefined;
  /** Kinds nobody asked to look for. */
  readonly omitted?: readonly ImageFindingKind[] | undefined;
}

export function* reportTable(report: ScanReport, options: TableOptions): Generator<string> {
  const { style } = options;
  const counts = countFindings(distinct(report.findings));
  yield* headLines(report, options);
  yield* partialLines(report, options);
  yield '';
  yield* countLines(counts, report, options);
  const shown = shownFindings(report.findings, options).filter((finding) => isShown(finding, options));
  const vulnerabilities = shown.filter((finding) => finding.kind === 'vulnerability');
  for (const [kind, title] of others) {
    const findings = orderFindings(shown.filter((finding) => finding.kind === kind));
    if (findings.length > 0) yield* ['', style.paint('strong', title), ...table(findings, otherColumns, options)];
  }
  yield* vulnerabilityLines(vulnerabilities, options);
  yield* upgradeLines(vulnerabilities, options);
  const { notes } = report;
  if (notes.length > 0) yield* ['', ...notes.flatMap((note) => wrapped(`Note: ${printable(note)}`, options))];
  yield '';
  yield* dataLines(report, options);
  yield* verdictLines(report, options);
}

const others = [
  ['malware', 'Malware'],
  ['secret', 'Secrets'],
  ['detection', 'Departures from what this image was'],
  ['misconfiguration', 'Configuration'],
] as const;

/** What the distribution says does not matter would bury what does. */
function isShown(finding: ImageFinding, { showHidden }: TableOptions): boolean {
  return finding.kind !== 'vulnerability' || finding.severity !== 'negligible' || showHidden;
}

function* headLines({ image, packages }: ScanReport, options: TableOptions): Generator<string> {
  const { style } = options;
  const { os, base, digest } = image;
  const parts = [
    os === undefined ? undefined : printable(os.name),
    counted(packages.length, 'package'),
    image.layers.length === 0
      ? undefined
      : `${counted(image.layers.length, 'layer')}${base === undefined ? '' : ` (${base.layers} of ${base.name === undefined ? 'its base' : printable(base.name)})`}`,
  ];
  for (const line of wrapped(printable(image.reference), options)) yield style.paint('strong', line);
  for (const line of wrapped(`  ${parts.filter((part) => part !== undefined).join(', ')}`, options))
    yield style.paint('quiet', line);
  if (digest !== undefined) yield style.paint('quiet', `  ${digest}`);
}

function* partialLines(report: ScanReport, options: TableOptions): Generator<string> {
  if (report.complete) return;
  const { style } = options;
  yield '';
  yield style.paint('warn', 'Partial: not everything could be looked at.');
  if (report.data === undefined)
    yield* wrapped(
      '  There are no advisories, so nothing is said about vulnerabilities. Run: plimsoll advisories update',
      options,
    );
  for (const { code, message } of report.problems.slice(0, 20))
    yield* wrapped(`  ${code}: ${printable(message)}`, options);
  if (report.problems.length > 20) yield `  and ${report.problems.length - 20} more (--format json lists all)`;
  for (const advice of adviceOn(report.problems)) yield* wrapped(`  ${advice}`, options);
}

/** A vulnerability in four packages of one source is one vulnerability: the finding that comes first stands for it. */
function distinct(findings: readonly ImageFinding[]): readonly ImageFinding[] {
  const first = new Map<string, ImageFinding>();
  for (const finding of orderFindings(findings)) {
    const same =
      finding.kind === 'vulnerability'
        ? `${finding.id}\0${finding.hidden}\0${finding.suppressed !== undefined}`
        : finding.key;
    if (!first.has(same)) first.set(same, finding);
  }
  return [...first.values()];
}

function inPackages(findings: readonly ImageFinding[], showHidden: boolean): string {
  const packages = new Set<string>();
  for (const finding of findings)
    if (
      finding.kind === 'vulnerability' &&
      finding.suppressed === undefined &&
      !finding.hidden &&
      (showHidden || finding.severity !== 'negligible')
    )
      packages.add(finding.package);
  return packages.size === 0 ? '' : ` in ${counted(packages.size, 'package')}`;
}

function* countLines(counts: FindingCounts, { data, findings }: ScanReport, options: TableOptions): Generator<string> {
  const { style, showSuppressed, showHidden, omitted = [] } = options;
  const lookedFor = (kind: ImageFindingKind) => !omitted.includes(kind);
  const { open, kinds } = counts;
  const painted = (count: number, text: string, tone: Tone) => style.paint(count > 0 ? tone : 'quiet', text);
  if (data !== undefined && lookedFor('vulnerability')) {
    const severities = [
      painted(open.critical, `${open.critical} critical`, 'bad'),
      painted(open.high, `${open.high} high`, 'warn'),
      painted(open.medium, `${open.medium} medium`, 'plain'),
      painted(open.low, `${open.low} low`, 'plain'),
      ...(open.negligible > 0 && showHidden ? [`${open.negligible} negligible`] : []),
      ...(open.unknown > 0 ? [`${open.unknown} unrated`] : []),
    ];
    const told = kinds.vulnerability - (showHidden ? 0 : open.negligible);
    const total = style.paint('strong', counted(told, 'vulnerability', 'vulnerabilities'));
    yield* wrapped(`${total}${inPackages(findings, showHidden)}: ${severities.join(', ')}`, options);
    yield* wrapped(
      `  ${[
        // Where nobody watches, none in use is not known.
        ...(findings.some(isWatched) ? [painted(counts.inUse, `${counts.inUse} in use`, 'bad')] : []),
        painted(counts.exploited, `${counts.exploited} exploited`, 'bad'),
        `${counts.fixable} with a fix`,
        ...(counts.undecided > 0 ? [painted(counts.undecided, `${counts.undecided} cannot be decided`, 'warn')] : []),
      ].join(', ')}`,
      options,
    );
  }
  const found = [
    ...(lookedFor('secret') ? [painted(kinds.secret, counted(kinds.secret, 'secret'), 'bad')] : []),
    ...(lookedFor('malware') ? [painted(kinds.malware, `${kinds.malware} malware`, 'bad')] : []),
    ...(kinds.detection > 0 ? [painted(kinds.detection, counted(kinds.detection, 'departure'), 'warn')] : []),
    ...(lookedFor('misconfiguration')
      ? [painted(kinds.misconfiguration, counted(kinds.misconfiguration, 'misconfiguration'), 'plain')]
      : []),
  ];
  if (found.length > 0) yield* wrapped(found.join(', '), options);
  const left = [
    ...(counts.suppressed > 0 && !showSuppressed ? [`${counts.suppressed} suppressed (--show-suppressed)`] : []),
    ...(counts.hidden + open.negligible > 0 && !showHidden
      ? [`${counts.hidden + open.negligible} negligible or not of what runs (--show-hidden)`]
      : []),
  ];
  if (left.length > 0) yield* wrapped(`Not shown: ${left.join(', ')}`, options);
}

function isWatched(finding: ImageFinding): boolean {
  return finding.kind === 'vulnerability' && finding.use !== undefined;
}

const otherColumns: readonly Column<ImageFinding>[] = [
  { head: 'severity', cell: (finding) => finding.severity, tone: toneOf },
  {
    head: 'what',
    cell: (finding) => (finding.suppressed === undefined ? whatOf(finding) : `${whatOf(finding)} (suppressed)`),
    cut: 'end',
  },
  { head: 'found', cell: ({ why }) => why.observed, cut: 'end' },
  { head: 'where', cell: placeOf, cut: 'start' },
];

/** A secret's title ends in its place, which has a column of its own. */
function whatOf({ kind, title, why: { path } }: ImageFinding): string {
  return kind === 'secret' && path !== undefined && title.endsWith(` in ${path}`)
    ? title.slice(0, -` in ${path}`.length)
    : title;
}

function placeOf(finding: ImageFinding): string {
  const { path } = finding.why;
  const deleted = 'deletedLater' in finding && finding.deletedLater ? ' (deleted later)' : '';
  const line = finding.kind === 'secret' && finding.line !== undefined ? `:${finding.line}` : '';
  return path === undefined ? '' : `${path}${line}${deleted}`;
}

const dayMs = 24 * 60 * 60 * 1000;

function* dataLines({ data, scannedAt, complete }: ScanReport, options: TableOptions): Generator<string> {
  const { style } = options;
  if (data === undefined) {
    // Complete without them: nobody asked for vulnerabilities.
    if (complete) return;
    yield style.paint('warn', 'No advisories. Run: plimsoll advisories update');
    return;
  }
  const age = scannedAt - advisoriesOf(data);
  const old = age > dayMs ? style.paint('warn', ` (${lasting(age)} old; plimsoll advisories update)`) : '';
  yield `Advisories of ${moment(advisoriesOf(data))}${old}`;
  const failed = data.feeds.filter(({ failure }) => failure !== undefined);
  for (const { feed, failure, newestAt } of failed)
    yield* wrapped(
      `  ${printable(feed)} was not refreshed (${printable(failure ?? '')}); ${newestAt > 0 ? `its data are of ${moment(newestAt)}` : 'there are no data of it'}`,
      options,
    );
}

function* verdictLines({ complete }: ScanReport, options: TableOptions): Generator<string> {
  const { verdict, style } = options;
  if (verdict === undefined) return;
  for (const { sentence } of verdict.breaches)
    yield* wrapped(`${style.paint('bad', 'failed')}  ${printable(sentence)}`, options);
  if (verdict.passed)
    yield complete
      ? style.paint('good', `passed  ${printable(verdict.policy)}`)
      : style.paint('warn', `passed  ${printable(verdict.policy)}, as far as it was looked at`);
  for (const caveat of verdict.caveats ?? [])
    yield* wrapped(`${style.paint('warn', 'unseen')}  ${printable(caveat)}`, options);
}

function wrapped(text: string, { width }: Pick<TableOptions, 'width'>): readonly string[] {
  if (width === undefined) return [text];
  const indent = /^ */.exec(text)?.[0] ?? '';
  return wrap(text.trimStart(), width - indent.length - 2).map(
    (line, index) => `${indent}${index === 0 ? '' : '  '}${line}`,
  );
}
