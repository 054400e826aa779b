/** What a report says of vulnerabilities, in the terms VEX documents share: one mapping for every format that is written. */
import type { EpochMs, ScanReport, VulnerabilityFinding } from '@plimsoll/core';
import { imagePurl } from '../sbom/image-purl.ts';
import type { VexStatus } from './vex-document.ts';

export interface VexStatementOut {
  /** Id of the vulnerability. */
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  /** Package URL of the image; undefined for what has no digest or no repository: then the package is the product. */
  readonly image: string | undefined;
  /** Package URL and id of the package. */
  readonly purl: string;
  readonly package: string;
  readonly status: VexStatus;
  /** One of VEX's five labels, only with not_affected. */
  readonly justification: VexJustification | undefined;
  /** In words. */
  readonly statement: string;
  readonly at: EpochMs;
}

const justifications = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;
export type VexJustification = (typeof justifications)[number];

/**
 * Of the findings that are suppressed. An accepted risk is still a risk: it is said to affect the image, with the reason as what is
 * done about it.
 */
export function vexStatementsOf(
  report: Pick<ScanReport, 'image' | 'findings' | 'scannedAt'>,
): readonly VexStatementOut[] {
  const image = imagePurl(report.image);
  return report.findings.flatMap((finding) =>
    finding.kind === 'vulnerability' && finding.suppressed !== undefined
      ? [statementOf(finding, finding.suppressed, { image, at: report.scannedAt })]
      : [],
  );
}

function statementOf(
  finding: VulnerabilityFinding,
  { status, justification, owner, until }: NonNullable<VulnerabilityFinding['suppressed']>,
  { image, at }: { readonly image: string | undefined; readonly at: EpochMs },
): VexStatementOut {
  const label = justifications.find((each) => justification === each || justification.startsWith(`${each}:`));
  const head = {
    vulnerability: finding.id,
    aliases: finding.aliases,
    image,
    purl: finding.purl,
    package: finding.package,
    at,
  };
  if (status === 'accepted') {
    const by = owner === undefined ? '' : ` by ${owner}`;
    const end = until === undefined ? '' : ` until ${new Date(until).toISOString()}`;
    const text = `Accepted${by}${end}: ${justification}`;
    return { ...head, status: 'affected', justification: undefined, statement: text };
  }
  if (status === 'fixed') return { ...head, status, justification: undefined, statement: justification };
  const words = label === undefined ? justification : justification.slice(label.length + 1).trim();
  return { ...head, status, justification: label, statement: words };
}
