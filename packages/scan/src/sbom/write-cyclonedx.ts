import type { Image, Package, ScanReport } from '@plimsoll/core';
import { advisoryAge } from '../output/advisory-age.ts';
import { cycloneDxVulnerabilities } from './cyclonedx-vulnerability.ts';
import { dependencyEdges } from './dependency-graph.ts';
import { propertyPrefix } from './foreign-traits.ts';
import { defaultTool, imagePurl, isoTime, type SbomTool } from './image-purl.ts';
import { isLicenceExpression } from './licence-expression.ts';
import { traitsOf } from './package-traits.ts';
import { stableUuid } from './stable-uuid.ts';
import { type StreamedDocument, streamJson } from './stream-json.ts';

export interface CycloneDxOptions {
  /** Also the vulnerabilities, with what is decided about them. */
  readonly vex: boolean;
  readonly tool?: SbomTool;
}

/** CycloneDX 1.6 as JSON: https://cyclonedx.org/docs/1.6/json/ */
export function writeCycloneDx(report: ScanReport, options: CycloneDxOptions): Generator<string> {
  return streamJson(cycloneDxDocument(report, options));
}

function cycloneDxDocument(report: ScanReport, { vex, tool = defaultTool }: CycloneDxOptions): StreamedDocument {
  const root = `image:${report.image.digest ?? report.image.reference}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${stableUuid(vex ? 'cyclonedx-vex' : 'cyclonedx', report)}`,
    version: 1,
    metadata: {
      timestamp: isoTime(report.scannedAt),
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      component: imageComponent(report.image, root),
      properties:
        vex && report.data !== undefined
          ? [{ name: 'plimsoll:advisories', value: advisoryAge(report.data) }]
          : undefined,
    },
    components: components(report),
    dependencies: dependencies(report, root),
    // Absent means nothing is claimed; a scan that missed something must say so.
    compositions: report.complete ? undefined : [{ aggregate: 'incomplete', assemblies: [root] }],
    vulnerabilities: vex ? cycloneDxVulnerabilities(report) : undefined,
  };
}

function imageComponent(image: Image, ref: string): unknown {
  const { digest, base } = image;
  return {
    'bom-ref': ref,
    type: 'container',
    name: image.repository ?? image.reference,
    version: image.tag ?? digest,
    purl: imagePurl(image),
    hashes: digest?.startsWith('sha256:') === true ? [{ alg: 'SHA-256', content: digest.slice(7) }] : undefined,
    properties: [
      { name: 'plimsoll:image:reference', value: image.reference },
      ...(base === undefined ? [] : [{ name: 'plimsoll:image:base', value: base.name ?? `${base.layers} layers` }]),
      ...image.layers.map(({ diffId }) => ({ name: 'plimsoll:image:layer', value: diffId })),
    ],
  };
}

function* components({ image: { os }, packages }: ScanReport): Generator<unknown> {
  if (os !== undefined)
    yield {
      'bom-ref': `os:${os.id}-${os.version}`,
      type: 'operating-system',
      name: os.id,
      version: os.version === '' ? undefined : os.version,
      description: os.name,
    };
  for (const item of packages) yield packageComponent(item);
}

function packageComponent(item: Package): unknown {
  const { group, name } = namesOf(item);
  return {
    'bom-ref': item.id,
    type: 'library',
    group,
    name,
    version: item.version,
    scope: item.scope === 'development' ? 'optional' : 'required',
    licenses: licencesOf(item.licence),
    purl: item.purl,
    properties: Object.entries(traitsOf(item)).map(([key, value]) => ({ name: propertyPrefix + key, value })),
  };
}

function namesOf({ type, name }: Package): { readonly group: string | undefined; readonly name: string } {
  const at = type === 'maven' ? name.indexOf(':') : type === 'npm' && name.startsWith('@') ? name.indexOf('/') : -1;
  return at > 0 ? { group: name.slice(0, at), name: name.slice(at + 1) } : { group: undefined, name };
}

function licencesOf(licence: string | undefined): unknown {
  if (licence === undefined) return undefined;
  return isLicenceExpression(licence) ? [{ expression: licence }] : [{ license: { name: licence } }];
}

function* dependencies({ packages }: ScanReport, root: string): Generator<unknown> {
  yield { ref: root, dependsOn: packages.map(({ id }) => id) };
  for (const { from, to } of dependencyEdges(packages)) yield { ref: from.id, dependsOn: to.map(({ id }) => id) };
}
