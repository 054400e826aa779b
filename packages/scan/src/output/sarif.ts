import type { ImageFinding, ScanReport } from '@plimsoll/core';
import { isoTime } from '../sbom/image-purl.ts';
import { shortHash } from '../sbom/stable-uuid.ts';
import { streamJson } from '../sbom/stream-json.ts';
import { vulnerabilityUrl } from '../sbom/vulnerability-url.ts';
import { advisoryLines } from './advisory-age.ts';
import { ruleOf, securityScore } from './finding-rule.ts';
import { orderFindings, shownFindings } from './order-findings.ts';
import type { Renderer, RenderOptions } from './renderer.ts';

/** SARIF 2.1.0 with what code scanning services read of it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export const sarifRenderer: Renderer = {
  id: 'sarif',
  summary: 'SARIF 2.1.0, for code scanning',
  mediaType: 'application/sarif+json',
  extension: '.sarif',
  render: (report, options) => streamJson(document(report, options)),
};

function document(report: ScanReport, options: RenderOptions) {
  const { tool, showHidden } = options;
  const findings = orderFindings(shownFindings(report.findings, { showSuppressed: true, showHidden }));
  const rules = new Map<string, { readonly index: number; readonly finding: ImageFinding }>();
  for (const finding of findings) {
    const id = ruleOf(finding);
    if (!rules.has(id)) rules.set(id, { index: rules.size, finding });
  }
  const { image } = report;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, version: tool.version, rules: ruleList(rules) } },
        automationDetails: { id: `plimsoll/${image.repository ?? image.reference}/` },
        invocations: [
          {
            executionSuccessful: report.complete,
            endTimeUtc: isoTime(report.scannedAt),
            toolExecutionNotifications: [
              ...report.problems.map(({ code, message }) => ({
                level: 'error',
                descriptor: { id: code },
                message: { text: message },
              })),
              ...[...advisoryLines(report, options), ...report.notes].map((text) => ({
                level: 'note',
                message: { text },
              })),
            ],
          },
        ],
        columnKind: 'utf16CodeUnits',
        properties: { image: image.reference, digest: image.digest, advisories: report.data?.generation },
        results: results(findings, rules, report),
      },
    ],
  };
}

function* ruleList(rules: ReadonlyMap<string, { readonly finding: ImageFinding }>): Generator<unknown> {
  for (const [id, { finding }] of rules)
    yield {
      id,
      shortDescription: { text: aboutRule(id, finding) },
      fullDescription: { text: aboutRule(id, finding) },
      helpUri: finding.kind === 'vulnerability' ? vulnerabilityUrl(id) : undefined,
      help: { text: helpOf(id, finding) },
      defaultConfiguration: { level: levelOf(finding) },
      properties: {
        tags: ['security', finding.kind],
        precision: finding.kind === 'detection' ? 'medium' : 'very-high',
        'security-severity': securityScore(finding).toFixed(1),
        aliases: finding.kind === 'vulnerability' ? finding.aliases : undefined,
      },
    };
}

/** A rule stands for all its results: what is said of it must hold of each, whichever package it is in. */
function aboutRule(id: string, finding: ImageFinding): string {
  if (finding.kind === 'vulnerability') {
    const head = `${finding.packageName}: `;
    const summary = finding.title.startsWith(head) ? finding.title.slice(head.length) : finding.title;
    return summary === id || summary === '' ? id : `${id}: ${summary}`;
  }
  // `GitHub token in app/.env` is one result of many.
  const place = finding.why.path === undefined ? '' : ` in ${finding.why.path}`;
  return place !== '' && finding.title.endsWith(place) ? finding.title.slice(0, -place.length) : finding.title;
}

function helpOf(id: string, finding: ImageFinding): string {
  if (finding.kind !== 'vulnerability')
    return [aboutRule(id, finding), finding.remedy].filter((part) => part !== undefined).join('\n');
  const { aliases, ratings, kev, epss } = finding;
  return [
    aboutRule(id, finding),
    aliases.length === 0 ? undefined : `Also ${aliases.join(', ')}.`,
    ratings.length === 0
      ? 'Nobody has rated it.'
      : `Rated ${ratings.map(({ source, severity }) => `${severity} by ${source}`).join(', ')}.`,
    kev === undefined ? undefined : `Known to be exploited since ${isoTime(kev.addedAt).slice(0, 10)}.`,
    epss === undefined ? undefined : `Chance of exploitation within 30 days: ${(epss.probability * 100).toFixed(1)} %.`,
    vulnerabilityUrl(id),
  ]
    .filter((part) => part !== undefined)
    .join('\n');
}

function* results(
  findings: readonly ImageFinding[],
  rules: ReadonlyMap<string, { readonly index: number }>,
  report: ScanReport,
): Generator<unknown> {
  for (const finding of findings) {
    const id = ruleOf(finding);
    yield {
      ruleId: id,
      ruleIndex: rules.get(id)?.index,
      level: levelOf(finding),
      message: { text: finding.remedy === undefined ? finding.sentence : `${finding.sentence} ${finding.remedy}` },
      locations: [locationOf(finding, report)],
      // Under the first, code scanning keeps results of one rule and one file apart; a package database is one file for all.
      partialFingerprints: {
        primaryLocationLineHash: `${shortHash(finding.key)}:1`,
        'plimsollKey/v1': shortHash(finding.key),
      },
      suppressions: suppressionsOf(finding),
      properties: propertiesOf(finding),
    };
  }
}

function levelOf({ severity }: ImageFinding): string {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' || severity === 'unknown' ? 'warning' : 'note';
}

/** The file in the image, or the image where there is none; the layer as the place it logically lies in. */
function locationOf(finding: ImageFinding, { image }: ScanReport): unknown {
  const { path, layer } = finding.why;
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path ?? image.repository ?? image.reference) },
      region: { startLine: Math.max(1, finding.kind === 'secret' ? (finding.line ?? 1) : 1) },
    },
    logicalLocations:
      layer === undefined
        ? undefined
        : [{ kind: 'layer', name: layer, fullyQualifiedName: `${image.reference}@${layer}` }],
  };
}

function uriOf(path: string): string {
  const segments = path.toWellFormed().replace(/^\/+/, '').split('/').map(encodeURIComponent);
  return segments.join('/');
}

/** Under review would mean that nobody decided: then there is no suppression at all. */
function suppressionsOf({ suppressed }: ImageFinding): readonly unknown[] {
  if (suppressed === undefined) return [];
  const until = suppressed.until === undefined ? '' : ` (until ${isoTime(suppressed.until)})`;
  const justification = `${suppressed.by} ${suppressed.source}: ${suppressed.status}, ${suppressed.justification}${until}`;
  return [{ kind: 'external', status: 'accepted', justification }];
}

function propertiesOf(finding: ImageFinding): unknown {
  const { why, severity, kind } = finding;
  const head = {
    kind,
    severity,
    source: why.source,
    condition: why.condition,
    observed: why.observed,
    origin: why.origin,
  };
  if (finding.kind !== 'vulnerability') return head;
  const { purl, fixedIn, status, verdict, aliases, kev, epss, use } = finding;
  return {
    ...head,
    purl,
    fixedIn,
    status,
    verdict,
    aliases,
    kev: kev !== undefined,
    epss: epss?.probability,
    use: use?.state,
  };
}
