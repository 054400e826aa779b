import { createDependencyEdges } from './dependency-edges.ts';
import { type JsonObject, objectOf, objectsOf, textOf } from './document-value.ts';
import { allOf } from './licence-expression.ts';
import type { SbomContents } from './sbom.ts';

/** Syft's own JSON; undefined when the document is something else. */
export function readSyft(value: unknown): SbomContents | undefined {
  const document = objectOf(value);
  if (!Array.isArray(document?.artifacts) || objectOf(document.descriptor)?.name !== 'syft') return undefined;
  const artifacts = objectsOf(document.artifacts);
  const distro = objectOf(document.distro);
  const id = textOf(distro?.id);
  return {
    format: 'syft',
    components: artifacts.map((item, index) => ({
      ref: textOf(item.id) ?? `artifact ${index}`,
      name: textOf(item.name) ?? '',
      purl: textOf(item.purl),
      licence: allOf(objectsOf(item.licenses).flatMap((each) => textOf(each.spdxExpression) ?? [])),
      traits: traitsOf(item),
    })),
    dependencies: dependenciesOf(document),
    os: id === undefined ? undefined : { id: id.toLowerCase(), version: textOf(distro?.versionID) ?? '' },
    unreadable: artifacts.length < document.artifacts.length ? ['an artifact is no object'] : [],
  };
}

function traitsOf(item: JsonObject): Readonly<Record<string, string>> {
  const path = textOf(objectsOf(item.locations)[0]?.path);
  const module = textOf(objectOf(item.metadata)?.modularityLabel);
  return {
    ...(path === undefined ? {} : { path: path.replace(/^\//, '') }),
    ...(module === undefined ? {} : { module }),
  };
}

function dependenciesOf(document: JsonObject): ReadonlyMap<string, readonly string[]> {
  const { add, edges } = createDependencyEdges();
  for (const each of objectsOf(document.artifactRelationships)) {
    // Syft writes it from the one that is needed to the one that needs it.
    const needed = textOf(each.parent);
    const needs = textOf(each.child);
    if (each.type !== 'dependency-of' || needed === undefined || needs === undefined) continue;
    add(needs, [needed]);
  }
  return edges;
}
