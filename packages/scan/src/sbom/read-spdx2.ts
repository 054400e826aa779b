import { createDependencyEdges } from './dependency-edges.ts';
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from './document-value.ts';
import { allOf } from './licence-expression.ts';
import type { SbomComponent, SbomContents } from './sbom.ts';
import { traitsOfStatement } from './trait-statement.ts';

const surroundings: ReadonlySet<string> = new Set([
  'CONTAINER',
  'OPERATING-SYSTEM',
  'OPERATING_SYSTEM',
  'FILE',
  'DEVICE',
]);

/** https://spdx.github.io/spdx-spec/v2.3/; undefined when the document is something else. */
export function readSpdx2(value: unknown): SbomContents | undefined {
  const document = objectOf(value);
  if (document === undefined || !/^SPDX-2\.\d$/.test(String(document.spdxVersion))) return undefined;
  const relationships = objectsOf(document.relationships);
  const described = new Set([
    ...textsOf(document.documentDescribes),
    ...relationships.flatMap((each) =>
      each.relationshipType === 'DESCRIBES' ? (textOf(each.relatedSpdxElement) ?? []) : [],
    ),
  ]);
  const components: SbomComponent[] = [];
  let os: SbomContents['os'];
  for (const item of objectsOf(document.packages)) {
    const ref = textOf(item.SPDXID) ?? `package ${components.length}`;
    const name = textOf(item.name) ?? ref;
    const purl = purlOf(item);
    if (String(item.primaryPackagePurpose).startsWith('OPERATING'))
      os ??= { id: name.toLowerCase(), version: textOf(item.versionInfo) ?? '' };
    if (purl === undefined && (described.has(ref) || surroundings.has(String(item.primaryPackagePurpose)))) continue;
    components.push({ ref, name, purl, licence: licenceOf(item), traits: traitsOf(item) });
  }
  return { format: 'spdx-2', components, dependencies: dependenciesOf(relationships), os, unreadable: [] };
}

function purlOf(item: JsonObject): string | undefined {
  for (const reference of objectsOf(item.externalRefs))
    if (reference.referenceType === 'purl') return textOf(reference.referenceLocator);
  return undefined;
}

function licenceOf(item: JsonObject): string | undefined {
  for (const value of [item.licenseDeclared, item.licenseConcluded]) {
    const text = textOf(value);
    if (text !== undefined && text !== 'NOASSERTION' && text !== 'NONE') return allOf([text]);
  }
  return undefined;
}

function traitsOf(item: JsonObject): Readonly<Record<string, string>> {
  for (const annotation of objectsOf(item.annotations)) {
    const traits = traitsOfStatement(textOf(annotation.comment) ?? '');
    if (traits !== undefined) return traits;
  }
  return {};
}

function dependenciesOf(relationships: readonly JsonObject[]): ReadonlyMap<string, readonly string[]> {
  const { add, edges } = createDependencyEdges();
  for (const each of relationships) {
    const from = textOf(each.spdxElementId);
    const to = textOf(each.relatedSpdxElement);
    if (from === undefined || to === undefined) continue;
    const turned = each.relationshipType === 'DEPENDENCY_OF';
    if (!turned && each.relationshipType !== 'DEPENDS_ON') continue;
    const [source, target] = turned ? [to, from] : [from, to];
    add(source, [target]);
  }
  return edges;
}
