import type { Package, ScanReport } from '@plimsoll/core';
import { dependencyEdges } from './dependency-graph.ts';
import { defaultTool, imagePurl, isoTime, type SbomTool } from './image-purl.ts';
import { isLicenceExpression } from './licence-expression.ts';
import { traitsOf } from './package-traits.ts';
import { shortHash, stableUuid } from './stable-uuid.ts';
import { streamJson } from './stream-json.ts';
import { statementOfTraits } from './trait-statement.ts';

const creation = '_:creation';

/** SPDX 3.0.1 as JSON-LD: https://spdx.github.io/spdx-spec/v3.0.1/ */
export function writeSpdx30(report: ScanReport, { tool = defaultTool }: { tool?: SbomTool } = {}): Generator<string> {
  return streamJson({
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': graph(report, tool),
  });
}

interface Names {
  readonly of: (what: string) => string;
  readonly package: (item: Package) => string;
}

function* graph(report: ScanReport, tool: SbomTool): Generator<unknown> {
  const space = `urn:uuid:${stableUuid('spdx-3.0.1', report)}`;
  const names: Names = { of: (what) => `${space}#${what}`, package: ({ id }) => `${space}#package-${shortHash(id)}` };
  const root = names.of('image');
  yield {
    type: 'CreationInfo',
    '@id': creation,
    specVersion: '3.0.1',
    created: isoTime(report.scannedAt),
    createdBy: [names.of('agent')],
    createdUsing: [names.of('tool')],
  };
  yield element('SoftwareAgent', names.of('agent'), { name: tool.name });
  yield element('Tool', names.of('tool'), { name: `${tool.name} ${tool.version}` });
  yield element('SpdxDocument', names.of('document'), {
    name: report.image.reference,
    comment: report.complete ? undefined : 'The scan was not complete: packages may be missing.',
    profileConformance: ['core', 'software', 'simpleLicensing'],
    rootElement: [names.of('sbom')],
  });
  yield element('software_Sbom', names.of('sbom'), { software_sbomType: ['analyzed'], rootElement: [root] });
  yield* packages(report, names, root);
  yield* licences(report, names);
  const contained = report.packages.map(names.package);
  if (report.image.os !== undefined) contained.unshift(names.of('os'));
  if (contained.length > 0)
    yield element('Relationship', names.of('contains'), {
      from: root,
      to: contained,
      relationshipType: 'contains',
      completeness: report.complete ? 'complete' : 'incomplete',
    });
  for (const { from, to } of dependencyEdges(report.packages))
    yield element('Relationship', names.of(`depends-${shortHash(from.id)}`), {
      from: names.package(from),
      to: to.map(names.package),
      relationshipType: 'dependsOn',
    });
}

function element(type: string, spdxId: string, fields: Readonly<Record<string, unknown>>): unknown {
  return { type, spdxId, creationInfo: creation, ...fields };
}

function* packages({ image, packages: items }: ScanReport, names: Names, root: string): Generator<unknown> {
  yield element('software_Package', root, {
    name: image.repository ?? image.reference,
    software_packageVersion: image.tag ?? image.digest,
    software_primaryPurpose: 'container',
    software_packageUrl: imagePurl(image),
    verifiedUsing:
      image.digest?.startsWith('sha256:') === true
        ? [{ type: 'Hash', algorithm: 'sha256', hashValue: image.digest.slice(7) }]
        : undefined,
  });
  if (image.os !== undefined)
    yield element('software_Package', names.of('os'), {
      name: image.os.id,
      software_packageVersion: image.os.version === '' ? undefined : image.os.version,
      software_primaryPurpose: 'operatingSystem',
    });
  for (const item of items) {
    yield element('software_Package', names.package(item), {
      name: item.name,
      software_packageVersion: item.version,
      software_packageUrl: item.purl,
      software_primaryPurpose: 'library',
    });
    yield element('Annotation', names.of(`traits-${shortHash(item.id)}`), {
      annotationType: 'other',
      subject: names.package(item),
      statement: statementOfTraits(traitsOf(item)),
    });
  }
}

function* licences({ packages: items }: ScanReport, names: Names): Generator<unknown> {
  const expressions = new Set<string>();
  for (const item of items) {
    const { licence } = item;
    if (licence === undefined || !isLicenceExpression(licence)) continue;
    const id = names.of(`licence-${shortHash(licence)}`);
    if (!expressions.has(licence))
      yield element('simplelicensing_LicenseExpression', id, { simplelicensing_licenseExpression: licence });
    expressions.add(licence);
    yield element('Relationship', names.of(`licensed-${shortHash(item.id)}`), {
      from: names.package(item),
      to: [id],
      relationshipType: 'hasDeclaredLicense',
    });
  }
}
