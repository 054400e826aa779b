import type { ImageSeverity, ScanReport, VulnerabilityFinding } from '@plimsoll/core';
import { isoTime } from '../sbom/image-purl.ts';
import { shortHash, uuidOf } from '../sbom/stable-uuid.ts';
import { streamJson } from '../sbom/stream-json.ts';
import { vulnerabilityUrl } from '../sbom/vulnerability-url.ts';
import { advisoryLines } from './advisory-age.ts';
import { countFindings, orderFindings, shownFindings } from './order-findings.ts';
import type { Renderer, RenderOptions } from './renderer.ts';

/**
 * GitLab's container scanning report, version 15. It has a place for vulnerabilities only: what else there is, and how many were
 * suppressed, is told in its messages. Dependencies go to GitLab as CycloneDX.
 */
export const gitlabRenderer: Renderer = {
  id: 'gitlab',
  summary: 'GitLab’s container scanning report',
  mediaType: 'application/json',
  extension: '.json',
  render: (report, options) => streamJson(document(report, options)),
};

function document(report: ScanReport, options: RenderOptions) {
  const { tool, showHidden, showSuppressed } = options;
  const made = { id: tool.name, name: 'Plimsoll', version: tool.version, vendor: { name: 'Plimsoll' } };
  const shown = shownFindings(report.findings, { showSuppressed, showHidden });
  return {
    version: '15.0.2',
    scan: {
      analyzer: made,
      scanner: made,
      type: 'container_scanning',
      start_time: timeOf(report.scannedAt - report.durationMs),
      end_time: timeOf(report.scannedAt),
      status: report.complete ? 'success' : 'failure',
      messages: messagesOf(report, options),
    },
    vulnerabilities: vulnerabilities(orderFindings(shown.filter((each) => each.kind === 'vulnerability')), report),
  };
}

function timeOf(at: number): string {
  return isoTime(at).slice(0, -1);
}

function messagesOf(report: ScanReport, options: RenderOptions): readonly unknown[] {
  const { findings, problems, notes } = report;
  const { kinds, suppressed } = countFindings(findings);
  const others = `${kinds.secret} secrets, ${kinds.malware} malware, ${kinds.misconfiguration} misconfigurations and ${kinds.detection} departures are in the other formats; ${suppressed} findings are suppressed`;
  return [
    ...[others, ...advisoryLines(report, options), ...notes].map((value) => ({ level: 'info', value })),
    ...problems.map(({ code, message }) => ({ level: 'warn', value: `${code}: ${message}` })),
  ];
}

const severities: Readonly<Record<ImageSeverity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  negligible: 'Info',
  unknown: 'Unknown',
};

function* vulnerabilities(findings: readonly VulnerabilityFinding[], { image }: ScanReport): Generator<unknown> {
  const system = image.os === undefined ? 'unknown' : `${image.os.id} ${image.os.version}`.trim();
  for (const finding of findings)
    yield {
      id: uuidOf(Buffer.from(shortHash(`${finding.key} ${finding.package}`).padEnd(32, '0'), 'hex')),
      name: finding.title.slice(0, 255),
      description: [finding.sentence, finding.purl, `${finding.why.source}: ${finding.why.condition}`].join('\n'),
      severity: severities[finding.severity],
      solution: finding.remedy?.slice(0, 7000),
      identifiers: [finding.id, ...finding.aliases].map(identifierOf),
      links: [finding.id, ...finding.aliases].flatMap((id) => {
        const url = vulnerabilityUrl(id);
        return url === undefined ? [] : [{ name: id, url }];
      }),
      location: {
        dependency: { package: { name: finding.packageName }, version: finding.packageVersion ?? 'unknown' },
        operating_system: system,
        image: image.reference,
      },
    };
}

function identifierOf(id: string): unknown {
  return { type: id.split('-')[0]?.toLowerCase() || 'plimsoll', name: id, value: id, url: vulnerabilityUrl(id) };
}
