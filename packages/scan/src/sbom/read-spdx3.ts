import { createDependencyEdges } from './dependency-edges.ts';
import { type JsonObject, listOf, objectOf, objectsOf, textOf, textsOf } from './document-value.ts';
import { allOf } from './licence-expression.ts';
import type { SbomComponent, SbomContents } from './sbom.ts';
import { traitsOfStatement } from './trait-statement.ts';

/** https://spdx.github.io/spdx-spec/v3.0.1/; undefined when the document is something else. */
export function readSpdx3(value: unknown): SbomContents | undefined {
  const document = objectOf(value);
  const context = document?.['@context'];
  const contexts = typeof context === 'string' ? [context] : textsOf(context);
  if (document === undefined || !contexts.some((each) => each.includes('spdx.org/rdf/3'))) return undefined;
  const graph = objectsOf(document['@graph']);
  const roots = new Set(graph.flatMap((each) => textsOf(each.rootElement)));
  const facts = gather(graph);
  const components: SbomComponent[] = [];
  let os: SbomContents['os'];
  for (const item of graph) {
    if (item.type !== 'software_Package') continue;
    const ref = textOf(item.spdxId) ?? `package ${components.length}`;
    const name = textOf(item.name) ?? ref;
    const purl = textOf(item.software_packageUrl) ?? purlOf(item);
    if (item.software_primaryPurpose === 'operatingSystem')
      os ??= { id: name.toLowerCase(), version: textOf(item.software_packageVersion) ?? '' };
    const surrounding = roots.has(ref) || item.software_primaryPurpose === 'operatingSystem';
    if (purl === undefined && (surrounding || item.software_primaryPurpose === 'container')) continue;
    const licence = facts.licences.get(ref);
    components.push({
      ref,
      name,
      purl,
      licence: licence === undefined ? undefined : allOf([licence]),
      traits: facts.traits.get(ref) ?? {},
    });
  }
  return { format: 'spdx-3', components, dependencies: facts.dependencies, os, unreadable: [] };
}

function purlOf(item: JsonObject): string | undefined {
  for (const identifier of objectsOf(item.externalIdentifier))
    if (identifier.externalIdentifierType === 'packageUrl') return textOf(identifier.identifier);
  return undefined;
}

interface Facts {
  readonly traits: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly licences: ReadonlyMap<string, string>;
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

/** SPDX 3 keeps everything that joins elements in elements of its own. */
function gather(graph: readonly JsonObject[]): Facts {
  const traits = new Map<string, Readonly<Record<string, string>>>();
  const expressions = new Map<string, string>();
  const licences = new Map<string, string>();
  const { add, edges: dependencies } = createDependencyEdges();
  for (const item of graph) {
    const id = textOf(item.spdxId);
    const expression = textOf(item.simplelicensing_licenseExpression);
    if (id !== undefined && expression !== undefined) expressions.set(id, expression);
    const subject = textOf(item.subject);
    const own = subject === undefined ? undefined : traitsOfStatement(textOf(item.statement) ?? '');
    if (subject !== undefined && own !== undefined) traits.set(subject, own);
  }
  for (const item of graph) {
    const from = textOf(item.from);
    if (from === undefined) continue;
    const targets = textsOf(listOf(item.to));
    if (item.relationshipType === 'dependsOn') add(from, targets);
    const expression = expressions.get(targets[0] ?? '');
    if (expression === undefined) continue;
    if (item.relationshipType === 'hasDeclaredLicense') licences.set(from, expression);
    else if (item.relationshipType === 'hasConcludedLicense' && !licences.has(from)) licences.set(from, expression);
  }
  return { traits, licences, dependencies };
}
