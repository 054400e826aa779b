import type { Package } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import { installed, system } from '../match/advisories.fixture.ts';
import type { ScanSubject } from '../scan/scanner.ts';
import { openVexExample } from './documents.fixture.ts';
import { readVex } from './read-vex.ts';
import { curl, digest, findings, lodash, subject, suppressedBy } from './subject.fixture.ts';
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
    [
      'another digest than of the image, of whatever algorithm',
      { '@id': `pkg:oci/web@sha512:${'e'.repeat(128)}?repository_url=registry.example/shop/web` },
    ],
    ['another tag in the place of a digest', { '@id': 'pkg:oci/web@1.5?repository_url=registry.example/shop/web' }],
    ['a folder in the package', 'pkg:deb/debian/libcurl4#usr/share/doc'],
    ['a part of a package that it is no part of', { '@id': 'pkg:npm/lodash', ...part }],
    ['a part that is not the package', { '@id': digest, subcomponents: [{ '@id': 'pkg:deb/debian/zlib1g' }] }],
    [
      'a package that the image has not',
      { '@id': 'pkg:npm/express', subcomponents: [{ '@id': 'pkg:deb/debian/libcurl4' }] },
    ],
  ])('but not as %s', (_, product) => {
    expect(suppressedBy(apply([document('d', { product })]))).toEqual([undefined, undefined]);
  });

  describe('as a part of a package', () => {
    const about = (whole: string, of: string) =>
      document('d', { product: { '@id': whole, subcomponents: [{ '@id': of }] } });
    const subjectOf = (...packages: readonly Package[]) => ({
      subject: { ...subject(), packages },
      list: findings(packages),
    });
    const applied = (doc: ReturnType<typeof document>, ...packages: readonly Package[]) => {
      const { subject: of, list } = subjectOf(...packages);
      return vexSuppressor([doc])(list, of);
    };
    const inside = { ...lodash, id: 'inner', path: 'app/node_modules/left/node_modules/lodash/package.json' };
    const left = {
      ...lodash,
      id: 'left',
      name: 'left',
      purl: 'pkg:npm/left@1.0.0',
      path: 'app/node_modules/left/package.json',
    };

    it('where it lies in it', () => {
      const doc = about('pkg:npm/left', 'pkg:npm/lodash');
      const said = document('d', {
        product: { '@id': 'pkg:npm/left', subcomponents: [{ '@id': 'pkg:npm/lodash' }] },
        cve: 'CVE-2018-2',
      });

      expect(suppressedBy(applied(said, inside, left))).toEqual(['d']);
      expect(suppressedBy(applied(doc, inside, left))).toEqual([undefined]);
    });

    it('and where that cannot be told, it is said and nothing is suppressed', () => {
      const said = document('d', {
        product: { '@id': 'pkg:npm/left', subcomponents: [{ '@id': 'pkg:npm/lodash' }] },
        cve: 'CVE-2018-2',
      });
      const [finding] = applied(said, lodash, left);

      expect(finding?.suppressed).toBeUndefined();
      expect(finding?.why.condition).toContain(
        'd says not affected (as a part of something else; whether it is here only as that part cannot be decided)',
      );
    });
  });

  it('as a part of what SUSE names by its source and ships as openSUSE', () => {
    const rpm = (name: string, source: string) =>
      installed('rpm', name, '1.0-1', {
        purl: `pkg:rpm/opensuse/${name}@1.0-1?arch=x86_64`,
        source: { name: source, version: '1.0-1' },
      });
    const [part, whole] = [rpm('libcurl4', 'curl'), rpm('git-core', 'git')];
    const product = {
      '@id': 'pkg:rpm/suse/git?arch=src',
      subcomponents: [{ '@id': 'pkg:rpm/suse/libcurl4' }],
    };
    const [finding] = findings();
    const told = vexSuppressor([document('d', { product })])([{ ...finding!, package: part.id }], {
      ...subject(),
      packages: [part, whole],
    });

    expect(told[0]?.why.condition).toContain('d says not affected (as a part of something else');
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

  it('by a platform, for SUSE, which speaks of openSUSE under its own name', () => {
    const package_ = (os: ReturnType<typeof system>, namespace: string): ScanSubject => ({
      ...subject({ os }),
      packages: [
        {
          ...curl,
          type: 'rpm',
          purl: `pkg:rpm/${namespace}/libcurl4@8.0.1-150600.4.6.1?arch=x86_64&upstream=curl-8.0.1.src.rpm`,
        },
      ],
    });
    const said = (cpe: string) =>
      document('d', {
        product: { '@id': cpe, subcomponents: [{ '@id': 'pkg:rpm/suse/libcurl4@?upstream=curl.src.rpm' }] },
      });
    const sles = package_(system('sles', '15.6'), 'suse');
    const leap = package_(system('opensuse-leap', '15.6'), 'opensuse');

    expect(suppressedBy(apply([said('cpe:/o:suse:sles:15:sp6')], sles))[0]).toBe('d');
    expect(suppressedBy(apply([said('cpe:/o:opensuse:leap:15.6')], leap))[0]).toBe('d');
    expect(suppressedBy(apply([said('cpe:/o:suse:sles:15:sp5')], sles))[0]).toBeUndefined();
    expect(suppressedBy(apply([said('cpe:/o:suse:sles:15:sp6')], leap))[0]).toBeUndefined();
  });

  it('by a platform alone only for what the distribution made', () => {
    const said = document(
      'd',
      { product: { '@id': 'cpe:/o:debian:debian_linux:12' } },
      { product: { '@id': 'cpe:/o:debian:debian_linux:12' }, cve: 'CVE-2018-2' },
    );

    expect(suppressedBy(apply([said]))).toEqual(['d', undefined]);
    const foreign = { ...subject(), packages: [{ ...curl, thirdParty: true }, lodash] };
    expect(suppressedBy(apply([said], foreign))).toEqual([undefined, undefined]);
  });
});

describe('versions of CycloneDX', () => {
  const said = (state: string, ref: string, versions: readonly unknown[]) =>
    read({
      bomFormat: 'CycloneDX',
      vulnerabilities: [{ id: 'CVE-2018-2', analysis: { state }, affects: [{ ref, versions }] }],
    });
  const by = (...words: Parameters<typeof said>) => apply([said(...words)])[1]?.suppressed?.source;

  it.each([
    ['a version', 'pkg:npm/lodash', [{ version: '4.17.4' }], true],
    ['another version', 'pkg:npm/lodash', [{ version: '4.17.5' }], false],
    ['a range', 'pkg:npm/lodash', [{ range: 'vers:npm/>=4.0.0|<4.17.5' }], true],
    ['a range it is not in', 'pkg:npm/lodash', [{ range: 'vers:npm/<4.17.4' }], false],
    ['a version beside a range', 'pkg:npm/lodash', [{ range: 'vers:npm/<1.0.0' }, { version: '4.17.4' }], true],
    ['a package of another version than is listed', 'pkg:npm/lodash@4.17.4', [{ version: '4.17.5' }], false],
    ['a version nobody is sure of', 'pkg:npm/lodash', [{ version: '4.17.4', status: 'unknown' }], false],
    ['a range of a scheme that is not known', 'pkg:npm/lodash', [{ range: 'vers:openssl/<9' }], false],
  ])('%s', (_, ref, versions, expected) => {
    expect(by('not_affected', ref, versions) !== undefined).toBe(expected);
  });

  it('that are affected are not resolved where others are told to be unaffected', () => {
    const told = [
      { version: '4.17.4', status: 'affected' },
      { version: '4.17.5', status: 'unaffected' },
    ];

    expect(by('resolved', 'pkg:npm/lodash', told)).toBeUndefined();
    expect(
      by(
        'resolved',
        'pkg:npm/lodash',
        told.map(({ version }) => ({ version, status: 'affected' })),
      ),
    ).toBeDefined();
    expect(by('resolved', 'pkg:npm/lodash', [{ range: 'vers:npm/>=4.17.4', status: 'unaffected' }])).toBeDefined();
  });

  it('say which of their ranges were not applied', () => {
    expect(said('not_affected', 'pkg:npm/lodash', [{ range: 'vers:openssl/<9' }]).notes).toEqual([
      '1 products of its statements cannot be recognised',
      '1 of its ranges of versions cannot be read here and were not applied, such as vers:openssl/<9',
    ]);
  });
});

describe('what lies beside the image', () => {
  const beside = (trust: 'unverified' | 'verified') => ({
    ...document('d', { product: 'pkg:deb/debian/libcurl4' }),
    trust,
    beside: true as const,
  });

  it('suppresses nothing while nobody who is trusted signed it, and is told', () => {
    const [finding] = apply([beside('unverified')]);

    expect(finding?.suppressed).toBeUndefined();
    expect(finding?.why.condition).toContain('; d says not affected (not applied: nobody who is trusted signed it)');
    expect(vexNotes([beside('unverified')])).toEqual([
      'VEX test lies beside the image in its registry and was not applied: nobody who is trusted signed it.',
    ]);
  });

  it('does not outdo what somebody vouches for, however late it is', () => {
    const late = document('late', {
      product: 'pkg:deb/debian/libcurl4',
      status: 'affected',
      at: '2027-01-01T00:00:00Z',
    });
    const given = document('given', { product: 'pkg:deb/debian/libcurl4', at: '2026-01-01T00:00:00Z' });

    expect(apply([given, { ...late, trust: 'unverified', beside: true }])[0]?.suppressed?.source).toBe('given');
  });

  it('counts once it is verified', () => {
    expect(apply([beside('verified')])[0]?.suppressed).toMatchObject({
      source: 'd',
      justification: 'component_not_present',
    });
    expect(vexNotes([beside('verified')])).toEqual([]);
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
