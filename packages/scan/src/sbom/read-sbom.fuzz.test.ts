import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { readSbom } from './read-sbom.ts';

const seeds = [
  JSON.stringify({
    bomFormat: 'CycloneDX',
    components: [
      { type: 'library', 'bom-ref': 'a', name: 'a', purl: 'pkg:npm/a@1', properties: [{ name: 'n', value: 'v' }] },
      { type: 'application', name: 'b', components: [{ type: 'library', name: 'c', purl: 'pkg:pypi/c@2' }] },
    ],
    dependencies: [{ ref: 'a', dependsOn: ['a'] }],
  }),
  JSON.stringify({
    spdxVersion: 'SPDX-2.3',
    packages: [
      { SPDXID: 'x', name: 'x', externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:deb/d/x@1' }] },
    ],
    relationships: [{ spdxElementId: 'x', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'x' }],
  }),
  JSON.stringify({
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [{ type: 'software_Package', spdxId: 'a', name: 'a', software_packageUrl: 'pkg:cargo/a@1' }],
  }),
  JSON.stringify({ descriptor: { name: 'syft' }, artifacts: [{ id: '1', name: 'a', purl: 'pkg:apk/alpine/a@1' }] }),
  '<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library"><name>a</name></component></components></bom>',
].map((text) => new TextEncoder().encode(text));

const mutated = fc
  .record({
    seed: fc.constantFrom(...seeds),
    edits: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
    cut: fc.option(fc.nat()),
  })
  .map(({ seed, edits, cut }) => {
    const bytes = seed.slice(0, cut === null ? seed.length : cut % (seed.length + 1));
    for (const [at, value] of edits) if (bytes.length > 0) bytes[at % bytes.length] = value;
    return bytes;
  });

/** Documents whose parts have the right names and the wrong types. */
const misshapen = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(
      fc.constantFrom(
        ...['bomFormat', 'components', 'purl', 'name', 'type', 'dependencies', 'ref', 'dependsOn', 'properties'],
        ...['licenses', 'packages', 'relationships', '@graph', 'artifacts', 'descriptor', 'spdxVersion', '__proto__'],
      ),
      tie('value'),
      { maxKeys: 6 },
    ),
  }))
  .object.map((value) => new TextEncoder().encode(JSON.stringify({ bomFormat: 'CycloneDX', ...(value as object) })));

it.each([
  ['random bytes', fc.uint8Array({ maxLength: 400 })],
  ['mutated documents', mutated],
  ['misshapen documents', misshapen],
])('%s give packages or SBOM_INVALID', (_, documents) => {
  fc.assert(
    fc.property(documents, (bytes) => {
      try {
        const { packages } = readSbom(bytes, 'x');
        expect(new Set(packages.map(({ id }) => id)).size).toBe(packages.length);
      } catch (error) {
        expect(error).toBeInstanceOf(ScanError);
        expect(error).toMatchObject({ code: 'SBOM_INVALID' });
      }
    }),
    { numRuns: 400 },
  );
});

it('is not brought down by nesting', () => {
  const depth = 20_000;
  const json = `${'{"bomFormat":"CycloneDX","components":['.repeat(depth)}${']}'.repeat(depth)}`;
  const xml = `<bom xmlns="http://cyclonedx.org/schema/bom/1.5">${'<components><component>'.repeat(depth)}${'</component></components>'.repeat(depth)}</bom>`;
  expect(readSbom(new TextEncoder().encode(json)).problems).not.toEqual([]);
  expect(() => readSbom(new TextEncoder().encode(xml))).toThrow(ScanError);
});
