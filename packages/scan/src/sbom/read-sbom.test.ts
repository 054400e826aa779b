import { describe, expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { readSbom } from './read-sbom.ts';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('CycloneDX', () => {
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    components: [
      { type: 'operating-system', name: 'debian', version: '12' },
      {
        type: 'library',
        'bom-ref': 'ssl',
        name: 'libssl3',
        version: '3.0.9-1',
        purl: 'pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12&upstream=openssl',
        licenses: [{ license: { id: 'Apache-2.0' } }, { expression: 'MIT OR ISC' }],
      },
      {
        type: 'application',
        name: 'app.war',
        components: [
          { type: 'library', group: 'org.apache', name: 'x', purl: 'pkg:maven/org.apache/x@1.0', 'bom-ref': 'x' },
        ],
      },
      { type: 'library', name: 'hand-made' },
    ],
    dependencies: [{ ref: 'x', dependsOn: ['ssl', 'nobody'] }],
  };

  it('becomes packages', () => {
    const { packages, os, format } = readSbom(bytes(document));
    expect(format).toBe('cyclonedx');
    expect(os).toEqual({ id: 'debian', version: '12' });
    expect(packages).toMatchObject([
      {
        type: 'deb',
        name: 'libssl3',
        version: '3.0.9-1',
        architecture: 'amd64',
        source: { name: 'openssl', version: '3.0.9-1' },
        licence: 'Apache-2.0 AND (MIT OR ISC)',
        layer: undefined,
        origin: 'unknown',
      },
      { type: 'maven', name: 'org.apache:x', version: '1.0', dependsOn: ['libssl3'] },
    ]);
  });

  it('says which components have no package URL', () => {
    expect(readSbom(bytes(document), 'bom.json').problems).toEqual([
      expect.objectContaining({
        code: 'INVENTORY_UNREADABLE',
        message: expect.stringMatching(/^bom\.json: no package URL .* hand-made$/),
      }),
    ]);
  });

  it('takes the source from other tools’ properties', () => {
    const properties = [
      { name: 'aquasecurity:trivy:SrcName', value: 'util-linux' },
      { name: 'aquasecurity:trivy:SrcVersion', value: '2.38.1' },
      { name: 'aquasecurity:trivy:SrcRelease', value: '5+deb12u3' },
    ];
    const components = [{ type: 'library', name: 'bsdutils', purl: 'pkg:deb/debian/bsdutils@1:2.38.1-5', properties }];
    expect(readSbom(bytes({ bomFormat: 'CycloneDX', components })).packages).toMatchObject([
      { version: '1:2.38.1-5', source: { name: 'util-linux', version: '2.38.1-5+deb12u3' } },
    ]);
  });

  it('is read from XML too', () => {
    const text = `<?xml version="1.0"?>
      <bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><components>
        <component type="library" bom-ref="a"><name>a</name><version>1.10</version>
          <licenses><license><id>MIT</id></license></licenses><purl>pkg:npm/%40s/a@1.10?x=1&amp;y=2</purl></component>
        <component type="library" bom-ref="b"><name>b</name><purl>pkg:npm/b@2.0</purl></component>
      </components><dependencies><dependency ref="b"><dependency ref="a"/></dependency></dependencies></bom>`;
    expect(readSbom(bytes(text)).packages).toMatchObject([
      { name: '@s/a', version: '1.10', licence: 'MIT', purl: 'pkg:npm/%40s/a@1.10?x=1&y=2' },
      { name: 'b', dependsOn: ['@s/a'] },
    ]);
  });

  it('loses no component when a document repeats references or ids', () => {
    const components = ['a', 'b'].map((name) => ({
      type: 'library',
      'bom-ref': 'same',
      name,
      purl: `pkg:npm/${name}@1.0.0`,
      properties: [{ name: 'plimsoll:package:id', value: 'same' }],
    }));
    const { packages } = readSbom(bytes({ bomFormat: 'CycloneDX', components }));
    expect(packages.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(new Set(packages.map(({ id }) => id)).size).toBe(2);
  });
});

describe('SPDX', () => {
  it('2.3 becomes packages', () => {
    const document = {
      spdxVersion: 'SPDX-2.3',
      documentDescribes: ['SPDXRef-image'],
      packages: [
        { SPDXID: 'SPDXRef-image', name: 'image' },
        {
          SPDXID: 'SPDXRef-ssl',
          name: 'openssl-libs',
          licenseDeclared: 'Apache-2.0',
          externalRefs: [
            {
              referenceType: 'purl',
              referenceLocator:
                'pkg:rpm/almalinux/openssl-libs@1.1.1k-9.el8?arch=x86_64&epoch=1&distro=almalinux-8.9&upstream=openssl-1.1.1k-9.el8.src.rpm',
            },
          ],
        },
        {
          SPDXID: 'SPDXRef-go',
          name: 'stdlib',
          licenseDeclared: 'NOASSERTION',
          externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:golang/stdlib@1.22.1' }],
        },
      ],
      relationships: [
        { spdxElementId: 'SPDXRef-ssl', relationshipType: 'DEPENDENCY_OF', relatedSpdxElement: 'SPDXRef-go' },
      ],
    };
    const { packages, os, problems } = readSbom(bytes(document));
    expect(problems).toEqual([]);
    expect(os).toEqual({ id: 'almalinux', version: '8.9' });
    expect(packages).toMatchObject([
      { name: 'openssl-libs', version: '1:1.1.1k-9.el8', source: { name: 'openssl', version: '1:1.1.1k-9.el8' } },
      { name: 'stdlib', licence: undefined, dependsOn: ['openssl-libs'] },
    ]);
  });

  it('3.0 becomes packages', () => {
    const document = {
      '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
      '@graph': [
        { type: 'software_Package', spdxId: 'urn:a', name: 'a', software_packageUrl: 'pkg:cargo/a@1.0.0' },
        { type: 'software_Package', spdxId: 'urn:b', name: 'b', software_packageUrl: 'pkg:cargo/b@1.0.0' },
        { type: 'simplelicensing_LicenseExpression', spdxId: 'urn:l', simplelicensing_licenseExpression: 'MIT' },
        { type: 'Relationship', spdxId: 'urn:1', from: 'urn:a', to: ['urn:b'], relationshipType: 'dependsOn' },
        { type: 'Relationship', spdxId: 'urn:2', from: 'urn:a', to: ['urn:l'], relationshipType: 'hasDeclaredLicense' },
      ],
    };
    expect(readSbom(bytes(document)).packages).toMatchObject([
      { name: 'a', licence: 'MIT', dependsOn: ['b'] },
      { name: 'b', licence: undefined },
    ]);
  });
});

it('reads Syft’s JSON', () => {
  const document = {
    descriptor: { name: 'syft' },
    distro: { id: 'alpine', versionID: '3.20.3' },
    artifacts: [
      {
        id: '1',
        name: 'libcrypto3',
        purl: 'pkg:apk/alpine/libcrypto3@3.3.2-r0?arch=x86_64&distro=alpine-3.20.3&upstream=openssl',
        locations: [{ path: '/lib/apk/db/installed' }],
        licenses: [{ spdxExpression: 'Apache-2.0' }],
      },
    ],
  };
  expect(readSbom(bytes(document))).toMatchObject({
    os: { id: 'alpine', version: '3.20.3' },
    packages: [
      { path: 'lib/apk/db/installed', source: { name: 'openssl', version: '3.3.2-r0' }, licence: 'Apache-2.0' },
    ],
  });
});

it.each([
  ['nothing', ''],
  ['no JSON', '{"bomFormat": "CycloneDX"'],
  ['another JSON', '{"a": 1}'],
  ['another XML', '<html><body></body></html>'],
  ['XML with entities of its own', '<!DOCTYPE a [<!ENTITY x "y">]><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>'],
])('refuses %s', (_, text) => {
  expect(() => readSbom(bytes(text), 'x.json')).toThrow(ScanError);
  expect(() => readSbom(bytes(text), 'x.json')).toThrow(/^x\.json /);
});

describe('hostile documents', () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text);

  it('whose tags never end are refused in the time it takes to read them', () => {
    const xml = `<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6">${'<a'.repeat(300_000)}`;
    const started = performance.now();
    expect(() => readSbom(bytesOf(xml))).toThrow(ScanError);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('that name one reference again and again are read in the time it takes to read them', () => {
    const components = ['a', 'b'].map((name) => ({
      ...{ type: 'library', name, 'bom-ref': name },
      purl: `pkg:npm/${name}@1.0.0`,
    }));
    const dependencies = Array.from({ length: 200_000 }, () => ({ ref: 'a', dependsOn: ['b'] }));
    const started = performance.now();
    const { packages } = readSbom(bytesOf(JSON.stringify({ bomFormat: 'CycloneDX', components, dependencies })));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(packages.find(({ name }) => name === 'a')?.dependsOn).toEqual(['b']);
  });
});
