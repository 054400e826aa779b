import { describe, expect, it } from 'vitest';
import type { ScanSubject } from '../scan/scanner.ts';
import { openVexExample } from './documents.fixture.ts';
import { readVex } from './read-vex.ts';
import { curl, digest, findings, subject, suppressedBy } from './subject.fixture.ts';
import { vexNotes, vexSuppressor } from './vex-suppressor.ts';

const read = (value: unknown) => readVex(new TextEncoder().encode(JSON.stringify(value)), 'test');

interface Statement {
  readonly product: unknown;
  readonly status?: string;
  readonly at?: string;
  readonly cve?: string;
}
const document = (id: string, ...statements: readonly Statement[]) =>
  read({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': id,
    author: 'Shop Security',
    statements: statements.map(({ product, status = 'not_affected', at, cve = 'CVE-2024-1' }) => ({
      vulnerability: { name: cve },
      products: [product],
      status,
      justification: 'component_not_present',
      ...(at === undefined ? {} : { timestamp: at }),
    })),
  });
const apply = (documents: Parameters<typeof vexSuppressor>[0], of: ScanSubject = subject()) =>
  vexSuppressor(documents)(findings(), of);

it('keeps what it suppresses, with the reason, the source and the author', () => {
  const [first, second] = apply([read(openVexExample)]);

  expect(first).toMatchObject({
    id: 'CVE-2024-1',
    suppressed: {
      by: 'vex',
      source: 'https://example.com/vex-1',
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path: the shop speaks no such protocol',
      owner: 'Shop Security',
    },
  });
  expect(second?.suppressed).toBeUndefined();
});

describe('rule 17: a product is recognised', () => {
  const part = { subcomponents: [{ '@id': 'pkg:deb/debian/libcurl4' }] };
  it.each([
    ['by package URL', 'pkg:deb/debian/libcurl4@7.88.1-10?arch=amd64'],
    ['without version', 'pkg:deb/debian/libcurl4'],
    ['without qualifiers', 'pkg:deb/debian/libcurl4@7.88.1-10'],
    ['by its source', 'pkg:deb/debian/curl@7.88.1-10?arch=source'],
    ['by the digest of the image', { '@id': digest }],
    ['by a hash', { '@id': 'https://example.com/web', hashes: { 'sha-256': 'd'.repeat(64) } }],
    ['by repository and digest', { '@id': `pkg:oci/web@${digest}?repository_url=registry.example/shop/web`, ...part }],
    ['by repository and tag', { '@id': 'pkg:oci/web?repository_url=registry.example/shop/web&tag=1.4', ...part }],
    ['by the folder it lies in', { '@id': 'pkg:oci/web?repository_url=registry.example/shop', ...part }],
    ['by reference', { '@id': 'registry.example/shop/web:1.4', ...part }],
    ['by a package of the image that has the part', { '@id': 'pkg:npm/lodash', ...part }],
  ])('%s', (_, product) => {
    expect(suppressedBy(apply([document('d', { product })]))).toEqual(['d', undefined]);
  });

  it.each([
    ['another version', 'pkg:deb/debian/libcurl4@7.88.1-11'],
    ['another qualifier', 'pkg:deb/debian/libcurl4?arch=arm64'],
    ['another distribution', 'pkg:deb/ubuntu/libcurl4'],
    ['another package', 'pkg:deb/debian/curl'],
    ['another digest', { '@id': `pkg:oci/web@sha256:${'e'.repeat(64)}?repository_url=registry.example/shop/web` }],
    ['another tag', { '@id': 'registry.example/shop/web:1.5' }],
    ['another repository', { '@id': 'pkg:oci/web?repository_url=registry.example/other/web' }],
    ['a name without a repository', { '@id': 'pkg:oci/web' }],
    ['a part that is not the package', { '@id': digest, subcomponents: [{ '@id': 'pkg:deb/debian/zlib1g' }] }],
    [
      'a package that the image has not',
      { '@id': 'pkg:npm/express', subcomponents: [{ '@id': 'pkg:deb/debian/libcurl4' }] },
    ],
  ])('but not as %s', (_, product) => {
    expect(suppressedBy(apply([document('d', { product })]))).toEqual([undefined, undefined]);
  });

  it("by the many names of Docker's hub", () => {
    const hub = subject({ repository: 'docker.io/library/debian', tag: '12' });

    for (const id of [
      'pkg:docker/debian@12',
      'pkg:docker/library/debian',
      'pkg:oci/debian?repository_url=index.docker.io/library/debian',
    ])
      expect(suppressedBy(apply([document('d', { product: id })], hub))).toEqual(['d', undefined]);
  });

  it('by a platform, for Red Hat', () => {
    const purl = 'pkg:rpm/redhat/curl@7.76.1-26.el9?arch=x86_64&epoch=1';
    const rhel = {
      ...subject({ os: { ...subject().image.os!, id: 'rhel', version: '9.4' } }),
      packages: [{ ...curl, purl }],
    };
    const statement = (cpe: string, part: string) =>
      document('d', { product: { '@id': cpe, subcomponents: [{ '@id': part }] } });

    expect(suppressedBy(apply([statement('cpe:/o:redhat:enterprise_linux:9', 'pkg:rpm/redhat/curl')], rhel))[0]).toBe(
      'd',
    );
    expect(
      suppressedBy(
        apply([statement('cpe:/o:redhat:enterprise_linux:9', 'pkg:rpm/redhat/curl@7.76.1-26.el9?epoch=1')], rhel),
      )[0],
    ).toBe('d');
    expect(
      suppressedBy(apply([statement('cpe:/o:redhat:enterprise_linux:7', 'pkg:rpm/redhat/curl')], rhel))[0],
    ).toBeUndefined();
    expect(
      suppressedBy(
        apply([statement('cpe:/o:redhat:enterprise_linux:9', 'pkg:rpm/redhat/curl@7.76.1-26.el9?epoch=2')], rhel),
      )[0],
    ).toBeUndefined();
  });
});

it('believes the latest word, and says who disagrees', () => {
  const product = 'pkg:deb/debian/libcurl4';
  const early = document('early', { product, status: 'affected', at: '2026-01-01T00:00:00Z' });
  const late = document('late', { product, status: 'not_affected', at: '2026-02-01T00:00:00Z' });

  expect(apply([late, early])[0]?.suppressed).toMatchObject({
    source: 'late',
    justification: 'component_not_present (early says affected on 2026-01-01)',
  });
  const reversed = document('later', { product, status: 'affected', at: '2026-03-01T00:00:00Z' });
  const [finding] = apply([late, early, reversed]);
  expect(finding?.suppressed).toBeUndefined();
  expect(finding?.why.condition).toContain(
    '; later says affected on 2026-03-01 (late says not affected on 2026-02-01)',
  );
});

it('does not suppress where two words of one time disagree', () => {
  const product = 'pkg:deb/debian/libcurl4';
  const at = '2026-01-01T00:00:00Z';

  expect(
    apply([document('a', { product, at }), document('b', { product, at, status: 'affected' })])[0]?.suppressed,
  ).toBeUndefined();
  expect(
    apply([document('a', { product }), document('b', { product, at, status: 'affected' })])[0]?.suppressed,
  ).toBeUndefined();
});

it('shows that somebody is looking into it', () => {
  const [finding] = apply([document('d', { product: 'pkg:deb/debian/libcurl4', status: 'under_investigation' })]);

  expect(finding).toMatchObject({ status: 'under-investigation', suppressed: undefined });
});

it('knows a vulnerability by any of its names', () => {
  for (const cve of ['DSA-1-1', 'CVE-2024-1', 'cve-2024-1'])
    expect(suppressedBy(apply([document('d', { product: 'pkg:deb/debian/libcurl4', cve })]))[0]).toBe('d');
});

it('marks what an unverified attestation says', () => {
  const attested = read({ predicateType: 'https://openvex.dev/ns/v0.2.0', predicate: openVexExample });

  expect(apply([attested])[0]?.suppressed?.justification).toContain('(its signature was not verified)');
  expect(vexNotes([attested])).toEqual(['VEX test comes from an attestation whose signature was not verified.']);
});
