import { expect, it } from 'vitest';
import { sampleFindings } from './report.fixture.ts';
import { upgradesOf } from './upgrades.ts';

const [sample] = sampleFindings.filter((finding) => finding.kind === 'vulnerability');
const finding = (id: string, name: string, fixedIn: string, more: object = {}) =>
  ({
    ...sample!,
    key: `${id} ${name}`,
    id,
    packageName: name,
    packageVersion: '2.9.1',
    purl: `pkg:maven/g/${name}@2.9.1`,
    fixedIn,
    status: 'fixed',
    verdict: 'affected',
    severity: 'high',
    suppressed: undefined,
    hidden: false,
    ...more,
  }) as typeof sample & object;

it('goes to the latest of the fixes, in the order of the ecosystem', () => {
  expect(upgradesOf([finding('CVE-1', 'a', '2.9.9'), finding('CVE-2', 'a', '2.9.10.8')])).toEqual([
    { packages: ['a'], from: '2.9.1', to: '2.9.10.8', clears: { high: 2 }, count: 2 },
  ]);
});

it('tells packages of one source, and one package in two places, once', () => {
  const upgrades = upgradesOf([
    finding('CVE-1', 'b', '3'),
    finding('CVE-1', 'a', '3'),
    finding('CVE-1', 'a', '3', { package: 'elsewhere' }),
  ]);
  expect(upgrades).toMatchObject([{ packages: ['a', 'b'], count: 1 }]);
});

it('promises nothing where there is no fix, none for everybody, or nobody asked', () => {
  expect(
    upgradesOf([
      finding('CVE-1', 'a', '3', { status: 'fix-needs-subscription' }),
      finding('CVE-2', 'b', '3', { verdict: 'undecided' }),
      finding('CVE-3', 'c', '3', { hidden: true }),
      finding('CVE-4', 'd', '3', { suppressed: { by: 'vex' } }),
      finding('CVE-5', 'e', '3', { fixedIn: undefined, status: 'not-fixed' }),
    ]),
  ).toEqual([]);
});

it('bears purls of nobody', () => {
  for (const purl of ['', 'pkg:constructor/x@1', 'nonsense'])
    expect(upgradesOf([finding('CVE-1', 'a', '3', { purl }), finding('CVE-2', 'a', '4', { purl })])).toMatchObject([
      { count: 2 },
    ]);
});
