import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { csafExample, cycloneDxExample, openVexExample } from './documents.fixture.ts';
import { readVex } from './read-vex.ts';

const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const read = (value: unknown) => readVex(bytesOf(value), 'test.json');

describe('OpenVEX', () => {
  it('is read with its products, parts and reasons', () => {
    expect(read(openVexExample)).toMatchObject({
      id: 'https://example.com/vex-1',
      format: 'openvex',
      author: 'Shop Security',
      trust: 'given',
      notes: [],
      statements: [
        {
          vulnerability: ['CVE-2024-1', 'GHSA-c'],
          status: 'not_affected',
          justification: 'vulnerable_code_not_in_execute_path: the shop speaks no such protocol',
          at: Date.parse('2026-01-02T00:00:00Z'),
          products: [
            {
              identifiers: [{ kind: 'purl', purl: 'pkg:oci/web?repository_url=registry.example/shop/web' }],
              subcomponents: [[{ kind: 'purl', purl: 'pkg:deb/debian/libcurl4' }]],
            },
          ],
        },
      ],
    });
  });

  it('is read in its older form, where everything was a string', () => {
    const old = {
      '@context': 'https://openvex.dev/ns',
      statements: [{ vulnerability: 'CVE-1', products: ['pkg:npm/lodash@4.17.4'], status: 'fixed' }],
    };

    expect(read(old).statements).toMatchObject([
      { vulnerability: ['CVE-1'], products: [{ identifiers: [{ purl: 'pkg:npm/lodash@4.17.4' }] }] },
    ]);
  });

  it('says when a product cannot be recognised, and never takes a part for the whole', () => {
    const odd = structuredClone(openVexExample) as unknown as {
      statements: { products: { subcomponents: unknown }[] }[];
    };
    odd.statements[0]!.products[0]!.subcomponents = [{ '@id': 'https://example.com/part' }];

    const { statements, notes } = read(odd);
    expect(statements[0]?.products).toEqual([]);
    expect(notes).toEqual(['1 of 1 statements name no product or no vulnerability that can be recognised']);
    const old = {
      '@context': 'https://openvex.dev/ns',
      statements: [
        {
          vulnerability: 'CVE-1',
          products: ['pkg:npm/a'],
          subcomponents: ['https://example.com/part'],
          status: 'fixed',
        },
      ],
    };
    expect(read(old).statements[0]?.products).toEqual([]);
  });
});

describe('CycloneDX', () => {
  it('is read with references into itself and into other BOMs', () => {
    const { statements, format } = read(cycloneDxExample);

    expect(format).toBe('cyclonedx');
    expect(statements).toMatchObject([
      {
        vulnerability: ['CVE-2024-1', 'GHSA-c'],
        status: 'not_affected',
        justification: 'code_not_reachable: no such protocol',
        products: [{ identifiers: [{ purl: 'pkg:deb/debian/libcurl4@7.88.1-10?arch=amd64' }], subcomponents: [] }],
      },
      { status: 'fixed', products: [{ identifiers: [{ purl: 'pkg:npm/lodash@4.17.4' }] }] },
      { status: 'under_investigation' },
    ]);
  });

  it('limits what is said to the container it is about', () => {
    const about = {
      type: 'container',
      'bom-ref': 'image',
      name: 'registry.example/shop/web',
      version: `sha256:${'d'.repeat(64)}`,
    };
    const { statements } = read({ ...cycloneDxExample, metadata: { component: about } });

    expect(statements[0]?.products[0]).toEqual({
      identifiers: [{ kind: 'digest', digest: about.version }],
      subcomponents: [[{ kind: 'purl', purl: 'pkg:deb/debian/libcurl4@7.88.1-10?arch=amd64' }]],
    });
  });
});

describe('CSAF', () => {
  it('is read with branches, relationships, flags and threats', () => {
    const { id, statements, notes, author } = read(csafExample);

    expect(id).toBe('example-2026-1');
    expect(author).toBe('Example Vendor');
    expect(statements).toMatchObject([
      {
        vulnerability: ['CVE-2024-1'],
        status: 'not_affected',
        justification: 'vulnerable_code_not_present: built without it',
        products: [
          {
            identifiers: [{ kind: 'cpe', cpe: 'cpe:/o:redhat:enterprise_linux:9' }],
            subcomponents: [[{ kind: 'purl', purl: 'pkg:rpm/redhat/curl' }]],
          },
        ],
      },
      { status: 'fixed', products: [{ identifiers: [{ purl: 'pkg:npm/lodash@4.17.4' }] }] },
    ]);
    expect(notes).toEqual(['1 products of its statements cannot be recognised']);
  });

  describe('with a part of a part', () => {
    const nested = (between: string, references: readonly [part: string, whole: string]) => {
      const { product_tree: tree } = csafExample;
      const relation = (id: string, [part, whole]: readonly [string, string]) => ({
        category: 'default_component_of',
        product_reference: part,
        relates_to_product_reference: whole,
        full_product_name: { product_id: id, name: id },
      });
      const middle = { product_id: 'middle', name: 'middle', product_identification_helper: { purl: between } };
      return read({
        ...csafExample,
        product_tree: {
          ...tree,
          full_product_names: [...tree.full_product_names, middle],
          relationships: [relation('pair', ['middle', 'linux-9']), relation('nested', references)],
        },
        vulnerabilities: [{ cve: 'CVE-2024-1', product_status: { known_not_affected: ['nested'] } }],
      });
    };

    it('takes a module for what it is: a name of some packages of the system', () => {
      const { statements } = nested('pkg:rpmmod/redhat/nodejs@16', ['curl', 'pair']);

      expect(statements[0]?.products).toEqual([
        {
          identifiers: [{ kind: 'cpe', cpe: 'cpe:/o:redhat:enterprise_linux:9' }],
          subcomponents: [[{ kind: 'purl', purl: 'pkg:rpm/redhat/curl' }]],
        },
      ]);
    });

    it.each([
      ['the whole', ['curl', 'pair']],
      ['the part', ['pair', 'lodash']],
    ] as const)('says nothing where %s is a part itself', (_, references) => {
      const { statements, notes } = nested('pkg:npm/app', references);

      expect(statements).toEqual([]);
      expect(notes).toEqual(['1 products of its statements cannot be recognised']);
    });
  });

  it('ends where flags name a group of many products again and again', () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => `p${index}`);
    const flags = Array.from({ length: 20_000 }, () => ({ label: 'component_not_present', group_ids: ['g', 'g'] }));
    const [first] = csafExample.vulnerabilities;
    const { statements, notes } = read({
      ...csafExample,
      product_tree: { ...csafExample.product_tree, product_groups: [{ group_id: 'g', product_ids: ids }] },
      vulnerabilities: [{ ...first, flags }],
    });

    expect(statements).toMatchObject([{ status: 'not_affected', justification: 'built without it' }, {}]);
    expect(notes).toContain('its groups of products are named too often: some of its reasons were left out');
  });

  it('says which platforms nobody can recognise', () => {
    const text = JSON.stringify(csafExample).replace(
      'cpe:/o:redhat:enterprise_linux:9',
      'cpe:/o:suse:suse-manager-server:4.3',
    );
    const { statements, notes } = read(text);

    expect(statements).toMatchObject([{ status: 'fixed' }]);
    expect(notes).toEqual([
      '2 products of its statements cannot be recognised',
      'whether an image is one of 1 platforms it names cannot be decided, such as cpe:/o:suse:suse-manager-server:4.3: what it says of them was not applied',
    ]);
  });
});

describe('an attestation', () => {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [],
    predicateType: 'https://openvex.dev/ns/v0.2.0',
    predicate: openVexExample,
  };
  const envelope = {
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
    signatures: [{ sig: '' }],
  };
  const bundle = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', dsseEnvelope: envelope };

  it.each([
    ['statement', statement],
    ['envelope', envelope],
    ['bundle', bundle],
  ])('in a %s is unwrapped and marked as not verified', (_, value) => {
    expect(read(value)).toMatchObject({
      format: 'openvex',
      trust: 'unverified',
      statements: [{ status: 'not_affected' }],
    });
  });

  it('within attestations for ever is refused', () => {
    let deep: unknown = openVexExample;
    for (let i = 0; i < 10; i++) deep = { predicateType: 'x', predicate: deep };
    expect(() => read(deep)).toThrow(/holds no JSON document/);
  });
});

describe('what is no VEX', () => {
  it.each([
    ['not json', 'test.json: is no JSON'],
    ['{}', 'test.json: is none of OpenVEX, CycloneDX and CSAF'],
    ['[]', 'is none of'],
    [
      '{"@context":"https://openvex.dev/ns","statements":[{"vulnerability":"CVE-1","status":"maybe"}]}',
      'test.json: statements.0.status',
    ],
    ['{"document":{"csaf_version":"2.0"}}', 'test.json: document.tracking'],
    [`{"payloadType":"x","payload":"${Buffer.from('{').toString('base64')}"}`, 'the attestation holds no JSON'],
  ])('%s is an error that says where', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(ScanError);
  });

  it('is refused when its branches are deeper than any catalogue, without an end of the stack', () => {
    const deep = `${'{"branches":['.repeat(5000)}{}${']}'.repeat(5000)}`;
    const { statements } = read(`{"document":{"csaf_version":"2.0","tracking":{"id":"x"}},"product_tree":${deep}}`);

    expect(statements).toEqual([]);
  });

  it('never throws anything but its own error, whatever the bytes', () => {
    const onlyOwn = (bytes: Uint8Array) => {
      try {
        readVex(bytes, 'fuzz');
      } catch (error) {
        expect(error).toBeInstanceOf(ScanError);
      }
    };
    const examples = [openVexExample, cycloneDxExample, csafExample].map(bytesOf);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), onlyOwn));
    fc.assert(fc.property(fc.json(), (json) => onlyOwn(bytesOf(json))));
    fc.assert(
      fc.property(
        fc.constantFrom(...examples),
        fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (example, changes) => {
          const mutated = example.slice();
          for (const [at, byte] of changes) mutated[at % mutated.length] = byte;
          onlyOwn(mutated);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws anything but its own error, whatever stands in a field', () => {
    const paths = [openVexExample, cycloneDxExample, csafExample].flatMap((example) =>
      pathsOf(example).map((path) => ({ example, path })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), ({ example, path }, value) => {
        try {
          read(replaced(example, path, value));
        } catch (error) {
          expect(error).toBeInstanceOf(ScanError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  (copy as Record<string | number, unknown>)[key] = replaced(
    (value as Record<string | number, unknown>)[key],
    rest,
    by,
  );
  return copy;
}
