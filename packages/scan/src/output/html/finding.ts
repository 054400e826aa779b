import type { ImageFinding, VulnerabilityFinding } from '@plimsoll/core';
import { isoTime } from '../../sbom/image-purl.ts';
import { vulnerabilityUrl } from '../../sbom/vulnerability-url.ts';
import { ruleOf } from '../finding-rule.ts';
import { html, type Markup } from './markup.ts';

/** One line that says what and where; opened, why. */
export function findingItem(finding: ImageFinding): Markup {
  return html`<details class="item"><summary><span class="sev ${finding.severity}">${finding.severity}</span><span><code>${ruleOf(finding)}</code></span><span class="what">${whatOf(finding)} ${tagsOf(finding)}</span><span class="fix">${fixOf(finding)}</span></summary>
<div class="why"><p>${finding.sentence}</p>${finding.remedy !== undefined && html`<p><b>${finding.remedy}</b></p>`}
<dl class="facts">${groundsOf(finding).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div></details>
`;
}

function whatOf(finding: ImageFinding): Markup {
  if (finding.kind !== 'vulnerability')
    return html`${finding.title}${finding.why.path !== undefined && html` <code class="quiet">${finding.why.path}</code>`}`;
  return html`${finding.packageName} <span class="quiet">${finding.packageVersion ?? 'version unknown'}</span>`;
}

function tagsOf(finding: ImageFinding): readonly Markup[] {
  const tag = (text: string, tone: string) => html`<span class="tag ${tone}">${text}</span>`;
  const tags: Markup[] = [];
  if (finding.suppressed !== undefined) tags.push(tag(`suppressed by ${finding.suppressed.by}`, 'unknown'));
  if ('deletedLater' in finding && finding.deletedLater) tags.push(tag('deleted in a later layer', 'medium'));
  if (finding.kind !== 'vulnerability') return tags;
  const { use, kev, epss, verdict } = finding;
  if (use !== undefined) tags.push(tag(useWord(use.state), use.state === 'never-seen' ? 'unknown' : 'critical'));
  if (kev !== undefined) tags.push(tag(kev.ransomware ? 'exploited, ransomware' : 'exploited', 'critical'));
  if (epss !== undefined && epss.probability >= 0.01)
    tags.push(tag(`EPSS ${percentOf(epss.probability)}`, epss.probability >= 0.1 ? 'high' : 'unknown'));
  if (verdict === 'undecided') tags.push(tag('cannot decide', 'medium'));
  return tags;
}

function useWord(state: NonNullable<VulnerabilityFinding['use']>['state']): string {
  return state === 'never-seen' ? 'never seen in use' : state;
}

function percentOf(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function fixOf(finding: ImageFinding): Markup | undefined {
  if (finding.kind !== 'vulnerability') return undefined;
  if (finding.fixedIn !== undefined) return html`fixed in ${finding.fixedIn}`;
  return html`<span class="quiet">${finding.status.replaceAll('-', ' ')}</span>`;
}

type Row = readonly [string, string | Markup];

function groundsOf(finding: ImageFinding): readonly Row[] {
  const { why, suppressed } = finding;
  const rows: Row[] = [
    ['because', html`<code>${why.source}</code>: ${why.condition}`],
    ['found', html`<code>${why.observed}</code>`],
  ];
  if (why.path !== undefined) rows.push(['file', html`<code>${why.path}</code>`]);
  if (why.layer !== undefined)
    rows.push(['layer', html`<code>${why.layer}</code>${why.origin !== 'unknown' && ` (${why.origin})`}`]);
  if (why.command !== undefined) rows.push(['made by', html`<code>${why.command}</code>`]);
  if (finding.kind === 'vulnerability') rows.push(...vulnerabilityRows(finding));
  if (finding.kind === 'secret' && finding.line !== undefined) rows.push(['line', String(finding.line)]);
  if (finding.kind === 'detection')
    rows.push(['learned from', `${finding.images} images; chance about 1 in 10^${finding.digits.toFixed(1)}`]);
  if (why.dataAt !== undefined) rows.push(['data of', isoTime(why.dataAt)]);
  if (suppressed !== undefined) {
    const until = suppressed.until === undefined ? '' : `, until ${isoTime(suppressed.until)}`;
    const owner = suppressed.owner === undefined ? '' : `, by ${suppressed.owner}`;
    rows.push([
      'suppressed',
      `${suppressed.status.replaceAll('_', ' ')}: ${suppressed.justification} (${suppressed.source}${owner}${until})`,
    ]);
  }
  return rows;
}

function vulnerabilityRows({ id, aliases, purl, ratings, kev, epss, use }: VulnerabilityFinding): readonly Row[] {
  const rows: Row[] = [['package', html`<code>${purl}</code>`]];
  const linked = [id, ...aliases].map((each, index) => {
    const url = vulnerabilityUrl(each);
    const comma = index === 0 ? '' : ', ';
    return url === undefined
      ? html`${comma}${each}`
      : html`${comma}<a href="${url}" rel="noopener noreferrer">${each}</a>`;
  });
  rows.push(['read more', html`${linked}`]);
  if (ratings.length > 0)
    rows.push([
      'ratings',
      ratings
        .map(({ source, severity, score }) => `${source} ${severity}${score === undefined ? '' : ` ${score}`}`)
        .join(', '),
    ]);
  if (kev !== undefined) rows.push(['exploited', `known since ${isoTime(kev.addedAt)}`]);
  if (epss !== undefined)
    rows.push(['EPSS', `${percentOf(epss.probability)} within 30 days, above ${percentOf(epss.percentile)} of all`]);
  if (use !== undefined) {
    const since = use.state === 'never-seen' ? 'watched since' : 'first seen';
    const file = use.path === undefined ? '' : `, ${use.path}`;
    rows.push([
      'in use',
      `${useWord(use.state)}, ${since} ${isoTime(use.since)}${file}, in ${use.workloads.join(', ')}`,
    ]);
  }
  return rows;
}
