import type { ScanReport } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import { hostileText, sampleFindings, sampleReport } from '../../../scan/src/output/report.fixture.ts';
import { createStyle } from '../ui/style.ts';
import { columnsOf } from '../ui/width.ts';
import { explainFindings } from './explain-finding.ts';
import { reportTable, type TableOptions } from './report-table.ts';

const plain: TableOptions = {
  style: createStyle(false),
  width: undefined,
  showSuppressed: false,
  showHidden: false,
  verdict: undefined,
};
const lines = (report: ScanReport, changed: Partial<TableOptions> = {}) => [
  ...reportTable(report, { ...plain, ...changed }),
];
const text = (report: ScanReport, changed: Partial<TableOptions> = {}) => lines(report, changed).join('\n');

it('says what it is, how much of what, what needs somebody first, and what that stands on', () => {
  expect(text(sampleReport)).toMatchInlineSnapshot(`
    "registry.example/shop/web:1.4
      Debian GNU/Linux 12 (bookworm), 9 packages, 3 layers (1 of debian:12)
      sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd

    4 vulnerabilities in 4 packages: 1 critical, 1 high, 0 medium, 1 low, 1 unrated
      1 in use, 1 exploited, 2 with a fix, 1 cannot be decided
    1 secret, 1 malware, 1 departure, 1 misconfiguration
    Not shown: 2 suppressed (--show-suppressed), 2 negligible or not of what runs (--show-hidden)

    Malware
    severity  what                    found  where
    critical  Malicious package evil  1.0.0

    Secrets
    severity  what            found      where
    critical  AWS access key  AKIA…WXYZ  app/.env:3 (deleted later)

    Departures from what this image was
    severity  what                                      found  where
    high      First static executable outside packages  1      usr/local/bin/cart

    Configuration
    severity  what          found            where
    medium    Runs as root  USER is not set

    Vulnerabilities
    severity  id              package                              installed      fixed in          signs
    high      CVE-2023-5363   libssl3                              3.0.9-1        3.0.11-1~deb12u2  loaded, EPSS 1.2 %
    critical  CVE-2021-44228  org.apache.logging.log4j:log4j-core  2.14.1         2.15.0            never seen in use, exploited, EPSS 94 %
    unknown   GO-2024-2598    example.com/shop/cart                unknown        not fixed         cannot decide
    low       CVE-2024-28085  bsdutils                             1:2.38.1-5+b1  fix deferred

    Note: advisories for module streams without a label were not matched

    Advisories of 2026-01-12 05:00:00Z
      epss was not refreshed (HTTP 503); its data are of 2026-01-10 12:00:00Z"
  `);
});

it.each([60, 80, 120])('fits %i columns', (width) => {
  const long = { ...sampleReport, notes: [hostileText.repeat(8)], complete: false };
  for (const options of [{ width }, { width, showSuppressed: true, showHidden: true }])
    for (const line of lines(long, options)) expect(columnsOf(line)).toBeLessThanOrEqual(Math.max(width, 78));
});

it('lets nothing from an image act on the terminal', () => {
  const { image } = sampleReport;
  const hostile = {
    ...sampleReport,
    image: { ...image, reference: hostileText, os: { ...image.os!, name: hostileText } },
    findings: sampleFindings.map((finding) => ({
      ...finding,
      title: hostileText,
      why: { ...finding.why, path: hostileText },
    })),
    problems: [{ code: 'LAYER_CORRUPT', message: hostileText, layer: undefined, path: undefined }],
    complete: false,
  };
  for (const all of [
    text(hostile, { showSuppressed: true }),
    explainFindings(hostile, 'aws-access-key', plain).join('\n'),
  ])
    expect(
      [...all].filter((character) => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(character) && character !== '\n'),
    ).toEqual([]);
});

describe('what is left out', () => {
  it('is counted, and shown when asked for', () => {
    expect(text(sampleReport)).toContain('2 suppressed (--show-suppressed)');
    expect(text(sampleReport)).not.toContain('CVE-2023-45133');
    expect(text(sampleReport, { showSuppressed: true })).toMatch(/CVE-2023-45133 .*suppressed by exception/);
    expect(text(sampleReport)).not.toContain('CVE-2019-1010022');
    expect(text(sampleReport, { showHidden: true })).toContain('CVE-2019-1010022');
  });

  it('is told of a scan without advisories', () => {
    const blind = { ...sampleReport, data: undefined, complete: false, findings: [] };
    expect(text(blind)).toContain('There are no advisories, so nothing is said about vulnerabilities.');
    expect(text(blind)).not.toMatch(/0 critical/);
  });
});

it('tells the same of packages of one source once', () => {
  const [first] = sampleFindings.filter((finding) => finding.kind === 'vulnerability');
  const findings = ['perl-base', 'perl', 'libperl5'].map((packageName) => ({
    ...first!,
    packageName,
    key: packageName,
  }));
  expect(text({ ...sampleReport, findings }, { width: 120 })).toMatch(/CVE-2023-5363 +perl \+2 /);
  expect(text({ ...sampleReport, findings })).toMatch(/CVE-2023-5363 +perl, libperl5, perl-base /);
  expect(text({ ...sampleReport, findings })).toContain('1 vulnerability in 1 package: ');
});

it('tells one library in several places once', () => {
  const [first] = sampleFindings.filter((finding) => finding.kind === 'vulnerability');
  const findings = ['a', 'b'].map((place) => ({ ...first!, key: place, package: place }));
  expect(text({ ...sampleReport, findings })).toMatch(/CVE-2023-5363 +libssl3 ×2 /);
});

it('says with the verdict what a gate could not be held against', () => {
  const verdict = {
    policy: '--fail-on',
    passed: true,
    complete: true,
    breaches: [],
    caveats: ['3 findings nobody has rated'],
  };
  expect(text(sampleReport, { verdict })).toMatch(/passed {2}--fail-on\nunseen {2}3 findings nobody has rated$/);
});

it('says how old the advisories are once it matters', () => {
  const { data } = sampleReport;
  const past = 5 * 86_400_000;
  const old = { ...sampleReport, data: { ...data!, builtAt: (data!.builtAt - past) as never } };
  expect(text(old)).toContain('(5 d old; plimsoll advisories update)');
  const ofOldMirror = { ...sampleReport, data: { ...data!, newestAt: (data!.newestAt - past) as never } };
  expect(text(ofOldMirror)).toContain('(5 d old; plimsoll advisories update)');
  const feeds = data!.feeds.map((feed) => ({ ...feed, newestAt: 0 as never }));
  expect(text({ ...sampleReport, data: { ...data!, feeds } })).toContain('(HTTP 503); there are no data of it');
  expect(text(sampleReport)).toContain('epss was not refreshed (HTTP 503); its data are of 2026-01-10');
});

it('explains a finding by any of its names', () => {
  for (const name of ['CVE-2021-44228', 'ghsa-jfh8-c2jp-5v3q'])
    expect(explainFindings(sampleReport, name, plain).join('\n')).toMatchInlineSnapshot(`
      "finding    CVE-2021-44228 in org.apache.logging.log4j:log4j-core
      means      org.apache.logging.log4j:log4j-core 2.14.1 is affected by CVE-2021-44228.
      severity   critical
      because    DSA-5532-1: fixed in 3.0.11-1~deb12u2
      found      2.14.1
      file       app/shop.war!/WEB-INF/lib/log4j-core-2.14.1.jar
      layer      sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc (app)
      made by    COPY . /app
      package    pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1
      also       GHSA-jfh8-c2jp-5v3q
      ratings    ghsa critical 10
      exploited  known since 2021-12-10 00:00:00Z, by ransomware
      read more  https://nvd.nist.gov/vuln/detail/CVE-2021-44228
      EPSS       94 % within 30 days
      in use     never seen since 2026-01-01 00:00:00Z; docker/shop/web
      data of    2026-01-10 00:00:00Z
      do         Move to 2.15.0."
    `);
  expect(() => explainFindings(sampleReport, 'CVE-1', plain)).toThrow(/has no finding called CVE-1/);
});

it('tells no number of what nobody asked to look for', () => {
  const omitted = ['vulnerability', 'secret', 'misconfiguration'] as const;
  const told = text({ ...sampleReport, findings: [] }, { omitted });
  expect(told).toContain('\n0 malware\n');
  expect(told).not.toMatch(/0 (?:vulnerabilities|secrets|misconfigurations|departures)/);
});

it('tells the place of a secret once', () => {
  const [secret] = sampleFindings.filter((finding) => finding.kind === 'secret');
  const findings = [{ ...secret!, title: `AWS access key in ${secret!.why.path}` }];
  expect(text({ ...sampleReport, findings })).toMatch(/AWS access key {2,}AKIA…WXYZ {2,}app\/\.env:3/);
});

it('explains a secret with where it lies', () => {
  const told = explainFindings(sampleReport, 'aws-access-key', plain).join('\n');
  expect(told).toMatch(/line +3/);
  expect(told).toMatch(/still in it +yes: a later layer deletes the file/);
});

it('says what one upgrade of a package clears', () => {
  const [first] = sampleFindings.filter((finding) => finding.kind === 'vulnerability');
  const findings = ['CVE-1', 'CVE-2'].map((id) => ({ ...first!, id, key: id }));
  expect(text({ ...sampleReport, findings })).toMatch(
    /Upgrades\n.*\nhigh +libssl3 +3\.0\.9-1 +3\.0\.11-1~deb12u2 +2: 2 high\n/,
  );
});

it('begins no line with what an image holds', () => {
  const name = '::set-output name=x::y';
  const findings = sampleFindings.map((finding) =>
    finding.kind === 'vulnerability' ? { ...finding, packageName: name, title: name, id: name } : finding,
  );
  const again = findings.map((finding) =>
    'id' in finding ? { ...finding, id: `${name}2`, key: `${finding.key}2` } : finding,
  );
  const told = lines(
    { ...sampleReport, findings: [...findings, ...again] },
    { showHidden: true, showSuppressed: true },
  );
  expect(told.filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
});
