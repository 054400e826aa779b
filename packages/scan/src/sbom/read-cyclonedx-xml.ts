import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { listOf, objectOf, objectsOf } from './document-value.ts';
import { readCycloneDx } from './read-cyclonedx.ts';
import type { SbomContents } from './sbom.ts';

const lists: ReadonlySet<string> = new Set(['component', 'property', 'license', 'dependency', 'expression']);

/** The XML form says the same in other brackets. undefined when it is no CycloneDX document, or declares entities of its own. */
export function readCycloneDxXml(text: string): SbomContents | undefined {
  if (!text.slice(0, 4096).includes('cyclonedx.org/schema/bom/')) return undefined;
  if (/<!(DOCTYPE|ENTITY)/i.test(text) || tooDeep(text)) return undefined;
  let bom: Value;
  try {
    if (XMLValidator.validate(text) !== true) return undefined;
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      removeNSPrefix: true,
      parseTagValue: false,
      parseAttributeValue: false,
      isArray: (name) => lists.has(name),
    });
    bom = objectOf(objectOf(parser.parse(text))?.bom);
  } catch {
    return undefined;
  }
  if (bom === undefined) return undefined;
  return readCycloneDx({
    bomFormat: 'CycloneDX',
    components: componentsOf(bom),
    dependencies: children(bom, 'dependencies', 'dependency').map((each) => ({
      ref: each['@ref'],
      dependsOn: listOf(each.dependency).flatMap((target) => objectOf(target)?.['@ref'] ?? []),
    })),
  });
}

type Value = Readonly<Record<string, unknown>> | undefined;

function componentsOf(parent: Value): readonly unknown[] {
  return children(parent, 'components', 'component').map((item) => ({
    type: item['@type'],
    'bom-ref': item['@bom-ref'],
    name: item.name,
    version: item.version,
    purl: item.purl,
    scope: item.scope,
    licenses: [
      ...children(item, 'licenses', 'license').map((license) => ({ license })),
      ...listOf(objectOf(item.licenses)?.expression).map((each) => ({ expression: objectOf(each)?.['#text'] ?? each })),
    ],
    properties: children(item, 'properties', 'property').map((each) => ({ name: each['@name'], value: each['#text'] })),
    ...(item.components === undefined ? {} : { components: componentsOf(item) }),
  }));
}

function children(parent: Value, list: string, name: string): readonly NonNullable<Value>[] {
  return objectsOf(objectOf(parent?.[list])?.[name]);
}

/** The parser goes down by recursion. A tag that does not end before the next begins is none, so that the text is read once. */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (const [tag] of text.matchAll(/<\/?[A-Za-z][^<>]*>/g)) {
    if (tag.startsWith('</')) depth -= 1;
    else if (!tag.endsWith('/>')) depth += 1;
    if (depth > 400) return true;
  }
  return false;
}
