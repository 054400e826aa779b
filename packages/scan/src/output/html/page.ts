import type { ImageFinding, ImageFindingKind, Package, ScanReport } from '@plimsoll/core';
import { isoTime } from '../../sbom/image-purl.ts';
import { advisoryAge, staleFeeds } from '../advisory-age.ts';
import { countFindings, type FindingCounts, orderFindings, shownFindings } from '../order-findings.ts';
import type { Renderer, RenderOptions } from '../renderer.ts';
import { findingItem } from './finding.ts';
import { html, Markup } from './markup.ts';
import { contentPolicy, style } from './style.ts';

/** One file that loads nothing and runs nothing; light or dark as its reader likes it. */
export const htmlRenderer: Renderer = {
  id: 'html',
  summary: 'one self-contained page for people',
  mediaType: 'text/html',
  extension: '.html',
  *render(report, options) {
    for (const part of page(report, options)) yield part.text;
  },
};

const sections: readonly (readonly [ImageFindingKind, string])[] = [
  ['malware', 'Malware'],
  ['secret', 'Secrets'],
  ['vulnerability', 'Vulnerabilities'],
  ['detection', 'Departures from what this image was'],
  ['misconfiguration', 'Configuration'],
];

function* page(report: ScanReport, options: RenderOptions): Generator<Markup> {
  const { image } = report;
  // Suppressed findings have a place of their own below.
  const shown = shownFindings(report.findings, { showSuppressed: false, showHidden: options.showHidden });
  const counts = countFindings(report.findings);
  yield html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${image.reference} – scan</title><style>${new Markup(style)}</style></head><body><main>
<header><h1>${image.reference}</h1>${factsOf(report)}</header>
${bannersOf(report, options)}${countsOf(counts, options.omitted ?? [])}
`;
  for (const [kind, title] of sections) {
    const findings = orderFindings(shown.filter((finding) => finding.kind === kind));
    if (findings.length > 0) yield* section(`${title} (${findings.length})`, findings);
  }
  if (shown.length === 0) yield html`<h2>Findings</h2><p>${nothingFound(report)}</p>`;
  const suppressed = orderFindings(report.findings.filter((finding) => finding.suppressed !== undefined));
  if (suppressed.length > 0) yield* section(`Suppressed (${suppressed.length})`, suppressed);
  yield* packageTable(report.packages);
  if (report.notes.length > 0) yield html`<h2>Notes</h2><ul>${report.notes.map((note) => html`<li>${note}</li>`)}</ul>`;
  yield html`<footer>Made by ${options.tool.name} ${options.tool.version} in ${(report.durationMs / 1000).toFixed(2)} s.</footer></main></body></html>
`;
}

function* section(title: string, findings: readonly ImageFinding[]): Generator<Markup> {
  yield html`<section><h2>${title}</h2><div class="list">`;
  for (const finding of findings) yield findingItem(finding);
  yield html`</div></section>`;
}

function factsOf({ image, scannedAt, data, packages }: ScanReport): Markup {
  const { os, base, platform } = image;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['digest', image.digest],
    ['platform', platform === undefined ? undefined : `${platform.os}/${platform.architecture}`],
    ['system', os === undefined ? undefined : `${os.name}${endOfLife(os.endOfLifeAt, scannedAt)}`],
    [
      'base',
      base === undefined ? undefined : `${base.name ?? 'unknown'} (${base.layers} of ${image.layers.length} layers)`,
    ],
    ['packages', String(packages.length)],
    ['scanned', isoTime(scannedAt)],
    ['advisories', data === undefined ? 'none' : advisoryAge(data)],
  ];
  const told = rows.flatMap(([name, value]) => (value === undefined ? [] : [html`<dt>${name}</dt><dd>${value}</dd>`]));
  return html`<dl class="facts">${told}</dl>`;
}

function endOfLife(at: number | undefined, now: number): string {
  if (at === undefined) return '';
  return at <= now
    ? `, without updates since ${isoTime(at).slice(0, 10)}`
    : `, updates until ${isoTime(at).slice(0, 10)}`;
}

function bannersOf(report: ScanReport, { verdict }: RenderOptions): Markup {
  const { problems, data } = report;
  const stale = data === undefined ? [] : staleFeeds(data);
  return html`${
    verdict !== undefined &&
    html`<div class="banner ${verdict.passed ? 'good' : 'bad'}"><p><b>${verdict.passed ? 'Passed' : 'Failed'}</b> ${verdict.policy}${verdict.passed && !verdict.complete && ', as far as it was looked at'}</p><ul>${[...verdict.breaches.map(({ sentence }) => sentence), ...(verdict.caveats ?? [])].map((each) => html`<li>${each}</li>`)}</ul></div>`
  }${
    !report.complete &&
    html`<div class="banner warn"><p><b>Not everything could be looked at.</b></p><ul>${problems.slice(0, 50).map(({ code, message }) => html`<li><code>${code}</code> ${message}</li>`)}</ul></div>`
  }${stale.length > 0 && html`<div class="banner warn"><ul>${stale.map((each) => html`<li>${each}</li>`)}</ul></div>`}`;
}

type Card = readonly [count: number, name: string, tone: string];

function countsOf(counts: FindingCounts, omitted: readonly ImageFindingKind[]): Markup {
  const { open, kinds, exploited, inUse, fixable, suppressed, hidden } = counts;
  const vulnerabilities: readonly Card[] = [
    [open.critical, 'critical', 'critical'],
    [open.high, 'high', 'high'],
    [open.medium, 'medium', 'medium'],
    [open.low + open.negligible, 'low', 'unknown'],
    [open.unknown, 'unrated', 'medium'],
    [inUse, 'in use', inUse > 0 ? 'critical' : 'unknown'],
    [exploited, 'exploited', exploited > 0 ? 'critical' : 'unknown'],
    [fixable, 'fixable', 'low'],
  ];
  const cards: readonly Card[] = [
    ...(omitted.includes('vulnerability') ? [] : vulnerabilities),
    ...(omitted.includes('secret') ? [] : [[kinds.secret, 'secrets', 'critical'] as const]),
    ...(omitted.includes('malware') ? [] : [[kinds.malware, 'malware', 'critical'] as const]),
    [suppressed, 'suppressed', 'unknown'],
    [hidden, 'hidden', 'unknown'],
  ];
  return html`<ul class="counts">${cards.map(([count, name, tone]) => html`<li><b class="${count > 0 ? tone : 'unknown'}">${count}</b><span class="quiet">${name}</span></li>`)}</ul>`;
}

function nothingFound({ complete, data }: ScanReport): string {
  if (data === undefined)
    return 'Nothing else was found, and nothing is said about vulnerabilities: there are no advisories.';
  return complete ? 'Nothing was found.' : 'Nothing was found in what could be looked at.';
}

function* packageTable(packages: readonly Package[]): Generator<Markup> {
  if (packages.length === 0) return;
  yield html`<section><h2>Packages</h2><details><summary>${packages.length} packages</summary><table><thead><tr><th>package</th><th>version</th><th>type</th><th>licence</th><th>file</th></tr></thead><tbody>
`;
  for (const { name, version, type, licence, path } of packages)
    yield html`<tr><td>${name}</td><td>${version ?? ''}</td><td>${type}</td><td>${licence ?? 'unknown'}</td><td><code>${path}</code></td></tr>
`;
  yield html`</tbody></table></details></section>`;
}
