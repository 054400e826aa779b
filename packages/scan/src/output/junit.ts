import type { ImageFinding, ImageFindingKind, ScanReport } from '@plimsoll/core';
import { isoTime } from '../sbom/image-purl.ts';
import { advisoryLines } from './advisory-age.ts';
import { ruleOf } from './finding-rule.ts';
import { orderFindings, shownFindings } from './order-findings.ts';
import type { Renderer, RenderOptions } from './renderer.ts';
import { escapeMarkup as x } from './visible-text.ts';

/**
 * JUnit's XML, as build servers read it. A finding is a failed test; where a policy judged, only what broke it failed. What is
 * suppressed was skipped, and a scan that is not complete is an error.
 */
export const junitRenderer: Renderer = {
  id: 'junit',
  summary: 'JUnit XML, for build servers',
  mediaType: 'application/xml',
  extension: '.xml',
  render: lines,
};

const suites: readonly (readonly [ImageFindingKind, string])[] = [
  ['vulnerability', 'vulnerabilities'],
  ['secret', 'secrets'],
  ['malware', 'malware'],
  ['misconfiguration', 'misconfigurations'],
  ['detection', 'departures'],
];

type Case = { readonly name: string; readonly of: string; readonly body: string; readonly state: State };
type Suite = { readonly name: string; readonly cases: readonly Case[]; readonly said?: readonly string[] };
type State = 'passed' | 'failure' | 'error' | 'skipped';

function* lines(report: ScanReport, options: RenderOptions): Generator<string> {
  const all: Suite[] = [
    scanSuite(report, options),
    ...suites.map(([kind, name]) => findingSuite(kind, name, report, options)),
  ];
  if (options.verdict !== undefined) all.push(policySuite(options.verdict));
  const total = countsOf(all.flatMap(({ cases }) => cases));
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${x(report.image.reference)}" ${total} time="0">\n`;
  for (const { name, cases, said = [] } of all) {
    yield `<testsuite name="${x(name)}" ${countsOf(cases)} skipped="${count(cases, 'skipped')}" time="0" timestamp="${isoTime(report.scannedAt).slice(0, -1)}" hostname="localhost">\n`;
    for (const { name: title, of, body, state } of cases) {
      const head = `<testcase name="${x(title)}" classname="${x(of)}" time="0"`;
      yield state === 'passed' ? `${head}/>\n` : `${head}>${body}</testcase>\n`;
    }
    if (said.length > 0) yield `<system-out>${x(said.join('\n'))}</system-out>\n`;
    yield '</testsuite>\n';
  }
  yield '</testsuites>\n';
}

function countsOf(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${count(cases, 'failure')}" errors="${count(cases, 'error')}"`;
}

function count(cases: readonly Case[], state: State): number {
  return cases.filter((each) => each.state === state).length;
}

/** With what the findings stand on and what was not judged: a build server shows it beside the tests. */
function scanSuite(report: ScanReport, options: RenderOptions): Suite {
  const { complete, problems, image, notes } = report;
  const text = problems.map(({ code, message }) => `${code}: ${message}`).join('\n');
  const body = `<error message="the scan is not complete" type="incomplete">${x(text)}</error>`;
  return {
    name: 'scan',
    cases: [{ name: 'everything was looked at', of: image.reference, body, state: complete ? 'passed' : 'error' }],
    said: [...advisoryLines(report, options), ...notes],
  };
}

function findingSuite(
  kind: ImageFindingKind,
  name: string,
  { findings, checks }: ScanReport,
  { verdict, showHidden }: RenderOptions,
): Suite {
  const broken = verdict === undefined ? undefined : new Set(verdict.breaches.flatMap(({ subjects }) => subjects));
  const shown = shownFindings(findings, { showSuppressed: true, showHidden }).filter((each) => each.kind === kind);
  const cases = orderFindings(shown).map((finding) => caseOf(finding, broken === undefined || broken.has(finding.key)));
  if (kind !== 'misconfiguration') return { name, cases };
  const passed = checks.filter(({ state }) => state === 'pass');
  return {
    name,
    cases: [...cases, ...passed.map(({ check }) => ({ name: check, of: 'image', body: '', state: 'passed' as const }))],
  };
}

function caseOf(finding: ImageFinding, breaks: boolean): Case {
  const of =
    finding.kind === 'vulnerability' ? `${finding.packageName} ${finding.packageVersion ?? ''}`.trim() : undefined;
  const head = { name: `${ruleOf(finding)} (${finding.severity})`, of: of ?? finding.why.path ?? 'image' };
  if (finding.suppressed !== undefined) {
    const { by, source, status, justification } = finding.suppressed;
    return {
      ...head,
      state: 'skipped',
      body: `<skipped>${x(`${by} ${source}: ${status}, ${justification}`)}</skipped>`,
    };
  }
  if (!breaks) return { ...head, state: 'passed', body: '' };
  const { why, remedy } = finding;
  const text = [
    finding.sentence,
    remedy,
    finding.kind === 'vulnerability' ? finding.purl : undefined,
    `${why.source}: ${why.condition}; found ${why.observed}`,
    why.path === undefined ? undefined : `file ${why.path}`,
    why.layer === undefined ? undefined : `layer ${why.layer}`,
  ].filter((line) => line !== undefined);
  const body = `<failure message="${x(finding.title)}" type="${x(finding.severity)}">${x(text.join('\n'))}</failure>`;
  return { ...head, state: 'failure', body };
}

function policySuite({ policy, breaches }: NonNullable<RenderOptions['verdict']>): Suite {
  const cases = breaches.map(({ rule, sentence }): Case => {
    const body = `<failure message="${x(sentence)}" type="policy"/>`;
    return { name: rule, of: policy, body, state: 'failure' };
  });
  return { name: 'policy', cases };
}
