import type { Package, ScanReport } from '@plimsoll/core';
import { dependencyEdges } from './dependency-graph.ts';
import { defaultTool, imagePurl, isoTime, type SbomTool } from './image-purl.ts';
import { isLicenceExpression } from './licence-expression.ts';
import { traitsOf } from './package-traits.ts';
import { shortHash, stableUuid } from './stable-uuid.ts';
import { type StreamedDocument, streamJson } from './stream-json.ts';
import { statementOfTraits } from './trait-statement.ts';

const nothing = 'NOASSERTION';
const image = 'SPDXRef-Image';
const system = 'SPDXRef-OperatingSystem';

/** SPDX 2.3 as JSON: https://spdx.github.io/spdx-spec/v2.3/ */
export function writeSpdx23(report: ScanReport, { tool = defaultTool }: { tool?: SbomTool } = {}): Generator<string> {
  return streamJson(spdx23Document(report, `${tool.name}-${tool.version}`));
}

function spdx23Document(report: ScanReport, tool: string): StreamedDocument {
  const created = isoTime(report.scannedAt);
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: report.image.reference,
    documentNamespace: `urn:uuid:${stableUuid('spdx-2.3', report)}`,
    creationInfo: { created, creators: [`Tool: ${tool}`], comment: report.complete ? undefined : incomplete },
    documentDescribes: [image],
    hasExtractedLicensingInfos: ownLicences(report.packages),
    packages: packages(report, { created, tool }),
    relationships: relationships(report),
  };
}

const incomplete = 'The scan was not complete: packages may be missing.';

function* packages(report: ScanReport, { created, tool }: { created: string; tool: string }): Generator<unknown> {
  const { digest, os, repository, reference, tag } = report.image;
  const purl = imagePurl(report.image);
  yield {
    SPDXID: image,
    name: repository ?? reference,
    versionInfo: tag ?? digest,
    downloadLocation: nothing,
    filesAnalyzed: false,
    primaryPackagePurpose: 'CONTAINER',
    licenseConcluded: nothing,
    licenseDeclared: nothing,
    copyrightText: nothing,
    checksums:
      digest?.startsWith('sha256:') === true ? [{ algorithm: 'SHA256', checksumValue: digest.slice(7) }] : undefined,
    externalRefs: purl === undefined ? undefined : [purlReference(purl)],
  };
  if (os !== undefined)
    yield {
      SPDXID: system,
      name: os.id,
      versionInfo: os.version === '' ? undefined : os.version,
      downloadLocation: nothing,
      filesAnalyzed: false,
      primaryPackagePurpose: 'OPERATING_SYSTEM',
      licenseConcluded: nothing,
      licenseDeclared: nothing,
      copyrightText: nothing,
    };
  for (const item of report.packages)
    yield {
      SPDXID: idOf(item),
      name: item.name,
      versionInfo: item.version,
      downloadLocation: nothing,
      filesAnalyzed: false,
      sourceInfo: sourceInfoOf(item),
      licenseConcluded: nothing,
      licenseDeclared: item.licence !== undefined && isLicenceExpression(item.licence) ? item.licence : nothing,
      copyrightText: nothing,
      externalRefs: [purlReference(item.purl)],
      annotations: [
        {
          annotationDate: created,
          annotationType: 'OTHER',
          annotator: `Tool: ${tool}`,
          comment: statementOfTraits(traitsOf(item)),
        },
      ],
    };
}

function idOf({ id }: Package): string {
  return `SPDXRef-Package-${shortHash(id)}`;
}

function purlReference(purl: string): unknown {
  return { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl };
}

function sourceInfoOf({ path, layer, source }: Package): string {
  const built = source === undefined ? '' : `built from ${source.name} ${source.version}; `;
  return `${built}found in ${path}${layer === undefined ? '' : `, layer ${layer}`}`;
}

function* relationships(report: ScanReport): Generator<unknown> {
  const relate = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => ({
    spdxElementId,
    relationshipType,
    relatedSpdxElement,
  });
  yield relate('SPDXRef-DOCUMENT', 'DESCRIBES', image);
  if (report.image.os !== undefined) yield relate(image, 'CONTAINS', system);
  for (const item of report.packages) yield relate(image, 'CONTAINS', idOf(item));
  for (const { from, to } of dependencyEdges(report.packages))
    for (const target of to) yield relate(idOf(from), 'DEPENDS_ON', idOf(target));
}

/** `LicenseRef-…` must be declared; what its text says is not known here. */
function ownLicences(items: readonly Package[]): readonly unknown[] | undefined {
  const ids = new Set<string>();
  for (const { licence } of items) {
    if (licence === undefined || !isLicenceExpression(licence)) continue;
    for (const [id] of licence.matchAll(/LicenseRef-[A-Za-z0-9.-]+/g)) ids.add(id);
  }
  if (ids.size === 0) return undefined;
  return [...ids].sort().map((licenseId) => ({ licenseId, extractedText: nothing, name: licenseId.slice(11) }));
}
