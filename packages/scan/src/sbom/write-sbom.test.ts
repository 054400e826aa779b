import type { Package, PackageType, ScanReport } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officialSchema } from '../output/official-schema.fixture.ts';
import { sampleLayers } from '../output/packages.fixture.ts';
import { emptyReport, sampleReport } from '../output/report.fixture.ts';
import { readSbom } from './read-sbom.ts';
import { writeCycloneDx } from './write-cyclonedx.ts';
import { writeSpdx23 } from './write-spdx23.ts';
import { writeSpdx30 } from './write-spdx30.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const version = fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){0,2}([+~-][a-z0-9]{1,4})?$/);
const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).map((each) => each.replaceAll('\0', ' '));
const types: readonly PackageType[] = ['deb', 'apk', 'rpm', 'npm', 'pypi', 'golang', 'maven', 'cargo', 'generic'];

/** Packages as catalogers make them: any text where an image may hold any text. */
const anyPackage: fc.Arbitrary<Package> = fc
  .record({
    type: fc.constantFrom(...types),
    namespace: word,
    short: word,
    version,
    architecture: fc.option(fc.constantFrom('amd64', 'arm64'), { nil: undefined }),
    source: fc.option(fc.record({ name: word, version }), { nil: undefined }),
    module: fc.option(fc.constantFrom('', 'nodejs:16'), { nil: undefined }),
    thirdParty: fc.boolean(),
    licence: fc.option(fc.constantFrom('MIT', 'GPL-2.0-or-later OR MIT', 'LicenseRef-house AND ISC'), {
      nil: undefined,
    }),
    path: text,
    layer: fc.option(fc.constantFrom(...sampleLayers), { nil: undefined }),
    origin: fc.constantFrom('base', 'app', 'unknown'),
    ownedBy: fc.option(text, { nil: undefined }),
    scope: fc.constantFrom('runtime', 'development'),
    evidence: fc.constantFrom('installed', 'declared'),
  })
  .map(({ namespace, short, ...fields }): Package => {
    const arch = fields.architecture === undefined ? '' : `?arch=${fields.architecture}`;
    const purl = `pkg:${fields.type}/${fields.type === 'npm' ? `%40${namespace}` : namespace}/${short}@${encodeURIComponent(fields.version)}${arch}`;
    return {
      ...fields,
      id: `${purl}#${fields.path}`,
      name: nameOf(fields.type, namespace, short),
      purl,
      dependsOn: [],
    };
  });

/** Distinct, and depending on each other. */
const anyPackages: fc.Arbitrary<readonly Package[]> = fc
  .uniqueArray(anyPackage, { selector: ({ id }) => id, maxLength: 12 })
  .chain((items) =>
    fc.array(fc.nat(), { minLength: items.length, maxLength: items.length }).map((picks) =>
      items.map((item, index) => {
        const target = items[(picks[index] ?? 0) % items.length];
        const depends = target !== undefined && target.type === item.type && target.name !== item.name;
        return depends ? { ...item, dependsOn: [target.name] } : item;
      }),
    ),
  );

function nameOf(type: PackageType, namespace: string, short: string): string {
  if (type === 'npm') return `@${namespace}/${short}`;
  if (type === 'maven') return `${namespace}:${short}`;
  return type === 'golang' || type === 'generic' ? `${namespace}/${short}` : short;
}

const cycloneDxSchema = officialSchema('bom-1.6.schema.json', 'jsf-0.82.schema.json', 'spdx.schema.json');

const formats = [
  {
    name: 'CycloneDX 1.6',
    write: (report: ScanReport) => writeCycloneDx(report, { vex: false }),
    problems: cycloneDxSchema,
  },
  {
    name: 'CycloneDX 1.6 with VEX',
    write: (report: ScanReport) => writeCycloneDx(report, { vex: true }),
    problems: cycloneDxSchema,
  },
  {
    name: 'SPDX 2.3',
    write: (report: ScanReport) => writeSpdx23(report),
    problems: officialSchema('spdx-2.3.constraints.json'),
  },
  {
    name: 'SPDX 3.0.1',
    write: (report: ScanReport) => writeSpdx30(report),
    problems: officialSchema('spdx-3.0.1.schema.json'),
  },
];
const textOf = (chunks: Iterable<string>) => [...chunks].join('');
/** What nobody can tell from a document of somebody else: where its layers are. Names that no package has are no dependencies. */
const readable = ({ layer: _, ...item }: Package, all: readonly Package[]) => ({
  ...item,
  dependsOn: item.dependsOn.filter((name) => all.some((other) => other.name === name && other.type === item.type)),
});

describe.each(formats)('$name', ({ write, problems }) => {
  it('is valid', () => {
    expect(problems(JSON.parse(textOf(write(sampleReport))))).toEqual([]);
  });

  it('is valid for an incomplete scan of something without digest, operating system or packages', () => {
    expect(problems(JSON.parse(textOf(write(emptyReport))))).toEqual([]);
  });

  it('is the same for the same report, and another for another', () => {
    expect(textOf(write(structuredClone(sampleReport)))).toBe(textOf(write(sampleReport)));
    const other = { ...sampleReport, packages: sampleReport.packages.slice(1) };
    const ids = (report: ScanReport) => /urn:uuid:[0-9a-f-]{36}/.exec(textOf(write(report)))?.[0];
    expect(ids(other)).not.toBe(ids(sampleReport));
  });

  it('holds nothing a terminal would obey', () => {
    const obeyed = [...textOf(write(sampleReport))].filter((character) =>
      /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(character),
    );
    expect(new Set(obeyed)).toEqual(new Set(['\n']));
  });

  it('comes back as it was', () => {
    const { packages, os, problems: unread } = readSbom(new TextEncoder().encode(textOf(write(sampleReport))));
    expect(unread).toEqual([]);
    expect(os).toEqual({ id: 'debian', version: '12' });
    expect(packages.map((item) => readable(item, packages))).toEqual(
      sampleReport.packages.map((item) => readable(item, sampleReport.packages)),
    );
  });

  it('comes back as it was, whatever is in it, and is valid', () => {
    fc.assert(
      fc.property(anyPackages, (packages) => {
        const text = textOf(write({ ...sampleReport, packages, findings: [] }));
        expect(problems(JSON.parse(text))).toEqual([]);
        const read = readSbom(new TextEncoder().encode(text)).packages;
        expect(read.map((item) => readable(item, read))).toEqual(packages.map((item) => readable(item, packages)));
      }),
      { numRuns: 40 },
    );
  });

  it('is made in pieces', () => {
    const [item] = sampleReport.packages;
    const packages = Array.from({ length: 2000 }, (_, n) => ({ ...(item as Package), id: `${n}`, name: `p${n}` }));
    const longest = Math.max(...[...write({ ...sampleReport, packages })].map(({ length }) => length));
    expect(longest).toBeLessThan(400_000);
  });
});

it('names the source of an id as Dependency-Track does, and the reason whatever stands behind it', () => {
  const [finding] = sampleReport.findings.filter((each) => each.kind === 'vulnerability');
  const suppressed = {
    by: 'vex',
    source: 'v',
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path: never called (its signature was not verified)',
    owner: undefined,
    until: undefined,
  } as const;
  const findings = [{ ...finding!, id: 'CVE-2023-1', aliases: ['GHSA-a', 'GO-2023-1'], suppressed }];
  const text = [...writeCycloneDx({ ...sampleReport, findings }, { vex: true })].join('');

  expect((JSON.parse(text) as { vulnerabilities: unknown }).vulnerabilities).toMatchObject([
    {
      source: { name: 'NVD' },
      references: [{ source: { name: 'GITHUB' } }, { source: { name: 'GO' } }],
      analysis: { state: 'not_affected', justification: 'code_not_reachable' },
    },
  ]);
});
