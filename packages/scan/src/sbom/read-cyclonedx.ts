import { createDependencyEdges } from './dependency-edges.ts';
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from './document-value.ts';
import { traitsOfProperties } from './foreign-traits.ts';
import { allOf } from './licence-expression.ts';
import { type SbomComponent, type SbomContents, sbomLimits } from './sbom.ts';

/** What stands around packages: no package itself, so nobody misses it when it has no package URL. */
const surroundings: ReadonlySet<string> = new Set([
  'operating-system',
  'container',
  'application',
  'file',
  'device',
  'device-driver',
  'firmware',
  'platform',
  'data',
  'cryptographic-asset',
  'machine-learning-model',
]);

/** https://cyclonedx.org/docs/1.6/json/; undefined when the document is something else. */
export function readCycloneDx(value: unknown): SbomContents | undefined {
  const document = objectOf(value);
  if (document?.bomFormat !== 'CycloneDX') return undefined;
  const unreadable = new Set<string>();
  const components: SbomComponent[] = [];
  let os: SbomContents['os'];
  for (const item of componentsOf(document, unreadable)) {
    const name = textOf(item.name);
    const purl = textOf(item.purl);
    if (item.type === 'operating-system' && name !== undefined)
      os ??= { id: name.toLowerCase(), version: textOf(item.version) ?? '' };
    if (purl === undefined && (name === undefined || surroundings.has(String(item.type)))) {
      if (name === undefined) unreadable.add('a component has no name');
      continue;
    }
    const traits = traitsOfProperties(propertiesOf(item));
    components.push({
      ref: textOf(item['bom-ref']) ?? purl ?? `component ${components.length}`,
      name: name ?? purl ?? '',
      purl,
      licence: licenceOf(item),
      traits: item.scope === 'optional' || item.scope === 'excluded' ? { scope: 'development', ...traits } : traits,
    });
  }
  return { format: 'cyclonedx', components, dependencies: dependenciesOf(document), os, unreadable: [...unreadable] };
}

/** Also those in other components. */
function* componentsOf(document: JsonObject, unreadable: Set<string>): Generator<JsonObject> {
  const open: { readonly item: JsonObject; readonly depth: number }[] = [];
  const push = (value: unknown, depth: number) => {
    const items = objectsOf(value);
    if (Array.isArray(value) && items.length < value.length) unreadable.add('a component is no object');
    for (const item of items.toReversed()) open.push({ item, depth });
  };
  push(document.components, 0);
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1;
    if (seen > sbomLimits.components * 2) return;
    yield next.item;
    if (next.item.components === undefined) continue;
    if (next.depth < sbomLimits.depth) push(next.item.components, next.depth + 1);
    else unreadable.add(`components are nested more than ${sbomLimits.depth} deep`);
  }
}

function* propertiesOf(item: JsonObject): Generator<readonly [string, string]> {
  for (const property of objectsOf(item.properties)) {
    const name = textOf(property.name);
    const value = property.value === '' ? '' : textOf(property.value);
    if (name !== undefined && value !== undefined) yield [name, value];
  }
}

function licenceOf(item: JsonObject): string | undefined {
  const told = objectsOf(item.licenses).map((choice) => {
    const licence = objectOf(choice.license);
    return textOf(choice.expression) ?? textOf(licence?.id) ?? textOf(licence?.name) ?? '';
  });
  return allOf(told);
}

function dependenciesOf(document: JsonObject): ReadonlyMap<string, readonly string[]> {
  const { add, edges } = createDependencyEdges();
  for (const entry of objectsOf(document.dependencies)) {
    const ref = textOf(entry.ref);
    if (ref !== undefined) add(ref, textsOf(entry.dependsOn));
  }
  return edges;
}
