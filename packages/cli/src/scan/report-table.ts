/**
 * A scan report for a person at a terminal.
 *
 * in     a report
 * out    lines that fit the terminal: what it is, counts, what needs somebody first, and what the judgement stands on
 * holds  nothing from the image can act on the terminal; what is left out is counted and it is said how to see it
 */
import type { ImageFinding, ImageFindingKind, ImageSeverity, ScanReport, VulnerabilityFinding } from '@plimsoll/core';
import {
  countFindings,
  type FindingCounts,
  orderFindings,
  type PolicyVerdict,
  shownFindings,
  type Upgrade,
  upgradesOf,
} from '@plimsoll/scan';
import type { Output } from '../context.ts';
import { printable } from '../ui/printable.ts';
import { counted, percent } from '../ui/quantity.ts';
import type { Tone } from '../ui/style.ts';
import { type Column, table } from '../ui/table.ts';
import { lasting, moment } from '../ui/time.ts';
import { wrap } from '../ui/width.ts';

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
  if (vulnerabilities.length > 0)
    yield* ['', style.paint('strong', 'Vulnerabilities'), ...table(rowsOf(vulnerabilities, options), columns, options)];
  yield* upgradeLines(upgradesOf(vulnerabilities), options);
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

function toneOf({ severity }: Pick<ImageFinding, 'severity'>): Tone {
  return severity === 'critical' ? 'bad' : severity === 'high' ? 'warn' : severity === 'medium' ? 'plain' : 'quiet';
}

interface Row {
  readonly finding: VulnerabilityFinding;
  /** Packages of which the very same is said: built from one source, as a rule. */
  readonly packages: readonly string[];
  /** Where nothing has to fit: all of them, for whoever searches the text. */
  readonly whole: boolean;
}

function rowsOf(findings: readonly VulnerabilityFinding[], { width }: Pick<TableOptions, 'width'>): readonly Row[] {
  const rows = new Map<string, { readonly finding: VulnerabilityFinding; readonly packages: string[] }>();
  for (const finding of orderFindings(findings)) {
    const same = [finding.id, finding.severity, finding.packageVersion, fixOf(finding), signsOf(finding)].join('\0');
    const row = rows.get(same);
    if (row === undefined) rows.set(same, { finding, packages: [finding.packageName] });
    else row.packages.push(finding.packageName);
  }
  return [...rows.values()].map((row) => ({ ...row, whole: width === undefined }));
}

/** The shortest name stands for all: `perl +3`; one package in several places is `lodash ×2`. */
function namesOf({ packages, whole }: Pick<Row, 'packages' | 'whole'>): string {
  const names = [...new Set(packages)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const [first = ''] = names;
  if (names.length === 1) return packages.length === 1 ? first : `${first} ×${packages.length}`;
  return whole ? names.join(', ') : `${first} +${names.length - 1}`;
}

function fixOf({ fixedIn, status }: VulnerabilityFinding): string {
  return fixedIn ?? status.replaceAll('-', ' ');
}

const columns: readonly Column<Row>[] = [
  { head: 'severity', cell: ({ finding }) => finding.severity, tone: ({ finding }) => toneOf(finding) },
  { head: 'id', cell: ({ finding }) => finding.id },
  { head: 'package', cell: namesOf, cut: 'start' },
  { head: 'installed', cell: ({ finding }) => finding.packageVersion ?? 'unknown', cut: 'end' },
  { head: 'fixed in', cell: ({ finding }) => fixOf(finding), cut: 'end' },
  {
    head: 'signs',
    cell: ({ finding }) => signsOf(finding),
    tone: ({ finding }) => (finding.kev !== undefined || isUsed(finding.use) ? 'bad' : 'quiet'),
    cut: 'end',
  },
];

const upgradesShown = 10;

/** Where there is one vulnerability its own line says it all. */
function* upgradeLines(upgrades: readonly Upgrade[], options: TableOptions): Generator<string> {
  if (upgrades.every(({ count }) => count < 2)) return;
  const { style } = options;
  const shown = upgrades.slice(0, upgradesShown).map((each) => ({ ...each, whole: options.width === undefined }));
  yield* ['', style.paint('strong', 'Upgrades'), ...table(shown, upgradeColumns, options)];
  if (upgrades.length > upgradesShown) yield style.paint('quiet', `and ${upgrades.length - upgradesShown} more`);
}

const severities = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;

function worstOf({ clears }: Upgrade): ImageSeverity {
  return severities.find((severity) => clears[severity] !== undefined) ?? 'unknown';
}

// No line begins with what an image holds: build servers take some beginnings for commands.
const upgradeColumns: readonly Column<Upgrade & Pick<Row, 'whole'>>[] = [
  { head: 'severity', cell: worstOf, tone: (upgrade) => toneOf({ severity: worstOf(upgrade) }) },
  { head: 'package', cell: namesOf, cut: 'start' },
  { head: 'installed', cell: ({ from }) => from, cut: 'end' },
  { head: 'at least to', cell: ({ to }) => to, cut: 'end' },
  { head: 'clears', cell: clearedText, cut: 'end' },
];

function clearedText({ count, clears }: Upgrade): string {
  const parts = severities.flatMap((severity) =>
    clears[severity] === undefined ? [] : [`${clears[severity]} ${severity === 'unknown' ? 'unrated' : severity}`],
  );
  return `${count}: ${parts.join(', ')}`;
}

function isUsed(use: VulnerabilityFinding['use']): boolean {
  return use !== undefined && use.state !== 'never-seen';
}

function signsOf({ use, kev, epss, verdict, suppressed }: VulnerabilityFinding): string {
  return [
    suppressed === undefined ? undefined : `suppressed by ${suppressed.by}`,
    use === undefined ? undefined : use.state === 'never-seen' ? 'never seen in use' : use.state,
    kev === undefined ? undefined : 'exploited',
    epss === undefined || epss.probability < 0.01 ? undefined : `EPSS ${percent(epss.probability)}`,
    verdict === 'undecided' ? 'cannot decide' : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
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
  const age = scannedAt - data.builtAt;
  const old = age > dayMs ? style.paint('warn', ` (${lasting(age)} old; plimsoll advisories update)`) : '';
  yield `Advisories of ${moment(data.builtAt)}${old}`;
  const failed = data.feeds.filter(({ failure }) => failure !== undefined);
  for (const { feed, failure, newestAt } of failed)
    yield* wrapped(
      `  ${printable(feed)} was not refreshed (${printable(failure ?? '')}); its data are of ${moment(newestAt)}`,
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
