import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { orderFindings } from './order-findings.ts';
import { renderers } from './registry.ts';
import { render, verdict } from './render.fixture.ts';
import { emptyReport, sampleFindings, sampleReport } from './report.fixture.ts';
import { scanReportSchema } from './report-schema.ts';

describe.each(renderers.map(({ id }) => id))('%s', (id) => {
  it('is the same for the same report', async () => {
    expect(await render(id, structuredClone(sampleReport))).toBe(await render(id));
  });

  it('holds nothing a terminal would obey', async () => {
    const texts = [
      await render(id),
      await render(id, emptyReport),
      await render(id, sampleReport, { verdict, showSuppressed: true }),
    ];
    const obeyed = [...texts.join('')].filter((character) => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(character));
    expect(new Set(obeyed)).toEqual(new Set(['\n']));
  });

  it('is written also for an incomplete scan of nothing', async () => {
    expect((await render(id, emptyReport)).length).toBeGreaterThan(10);
  });
});

it('json is what its schema says', async () => {
  for (const text of [
    await render('json'),
    await render('json', emptyReport),
    await render('json', sampleReport, { verdict }),
  ])
    expect(scanReportSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
  const { findings, packages } = JSON.parse(await render('json'));
  expect(findings).toHaveLength(sampleReport.findings.length);
  expect(packages).toEqual(JSON.parse(JSON.stringify(sampleReport.packages)));
});

it.each(['junit', 'gitlab', 'sarif', 'cyclonedx', 'spdx', 'spdx3', 'github', 'html'])(
  '%s names packages by purl',
  async (id) => {
    const told = (await render(id)).replaceAll('&amp;', '&');
    const finding = sampleFindings.find(
      (each) => each.kind === 'vulnerability' && each.suppressed === undefined && !each.hidden,
    );
    expect(finding?.kind === 'vulnerability' && told.includes(finding.purl)).toBe(true);
  },
);

describe('how old the advisories are', () => {
  const undated = { ...sampleReport.data!, newestAt: 0 as never, feeds: [] };
  const kept = sampleReport.notes[0]!;

  it.each(['sarif', 'junit', 'gitlab', 'html'])('is in %s, with what was not refreshed and not judged', async (id) => {
    const told = (await render(id)).replaceAll('&#39;', "'");
    for (const part of [
      'of 2026-01-12T06:00:00Z, the newest record of 2026-01-12T05:00:00Z',
      'epss was not refreshed (HTTP 503); its data are of 2026-01-10T12:00:00Z',
      kept,
    ])
      expect(told).toContain(part);
  });

  it.each(['cyclonedx-vex', 'openvex'])('is in %s', async (id) => {
    expect(await render(id)).toContain('of 2026-01-12T06:00:00Z, the newest record of 2026-01-12T05:00:00Z');
  });

  it.each(['sarif', 'junit', 'gitlab', 'html'])('is no date in %s where no record has one', async (id) => {
    const told = await render(id, { ...sampleReport, data: undated });
    expect(told).toContain('of 2026-01-12T06:00:00Z');
    expect(told).not.toContain('1970');
  });

  it.each(['sarif', 'junit', 'gitlab'])('is said in %s where there are none, unless nobody asked', async (id) => {
    const words = 'There are no advisories: nothing is said about vulnerabilities';
    expect(await render(id, emptyReport)).toContain(words);
    expect(await render(id, emptyReport, { omitted: ['vulnerability'] })).not.toContain(words);
  });
});

describe('sarif', () => {
  it('has one rule for each vulnerability, places, and what was suppressed as suppressed', async () => {
    const [run] = JSON.parse(await render('sarif')).runs;
    const { rules } = run.tool.driver;
    for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex].id).toBe(ruleId);
    const log4j = rules.find(({ id }: { id: string }) => id === 'CVE-2021-44228');
    expect(log4j.properties).toMatchObject({ 'security-severity': '10.0', aliases: ['GHSA-jfh8-c2jp-5v3q'] });
    const secret = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'aws-access-key');
    expect(secret.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'app/.env' },
      region: { startLine: 3 },
    });
    expect(secret.locations[0].logicalLocations[0].name).toMatch(/^sha256:b/);
    const suppressed = run.results.filter(({ suppressions }: { suppressions: unknown[] }) => suppressions.length > 0);
    expect(suppressed).toHaveLength(2);
    expect(run.results.map(({ ruleId }: { ruleId: string }) => ruleId)).not.toContain('CVE-2020-0001');
  });
});

it('gitlab has an id for each vulnerability', async () => {
  const ids = JSON.parse(await render('gitlab')).vulnerabilities.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('github', () => {
  it('has what dependency submission asks for', async () => {
    const snapshot = JSON.parse(await render('github'));
    expect(snapshot).toMatchObject({
      version: 0,
      sha: 'a'.repeat(40),
      ref: 'refs/heads/main',
      job: { id: '77', correlator: 'ci build' },
      detector: { name: 'plimsoll', version: '1.2.3', url: 'https://forge.example/shop/web' },
      scanned: '2026-01-12T09:30:00Z',
    });
    const { resolved } = snapshot.manifests['var/lib/dpkg/status'];
    const [ssl, libc] = sampleReport.packages;
    expect(resolved[ssl!.purl]).toEqual({ package_url: ssl!.purl, scope: 'runtime', dependencies: [libc!.purl] });
  });

  it('says what it needs when nobody said which commit it is of', async () => {
    await expect(render('github', sampleReport, { commit: undefined })).rejects.toMatchObject({
      code: 'COMMIT_UNKNOWN',
    });
  });
});

describe('junit', () => {
  const parse = (text: string) =>
    new XMLParser({ ignoreAttributes: false, isArray: (name) => name.startsWith('test') }).parse(text);

  it('is well formed and counts what it holds', async () => {
    for (const changed of [{}, { verdict }]) {
      const text = await render('junit', sampleReport, changed);
      expect(XMLValidator.validate(text)).toBe(true);
      const [all] = parse(text).testsuites;
      for (const suite of all.testsuite) {
        const cases = suite.testcase ?? [];
        const having = (child: string) => String(cases.filter((each: object) => child in each).length);
        expect(suite).toMatchObject({
          '@_tests': String(cases.length),
          '@_failures': having('failure'),
          '@_skipped': having('skipped'),
          '@_errors': having('error'),
        });
      }
    }
  });

  it('fails what broke a policy, and nothing else', async () => {
    const [all] = parse(await render('junit', sampleReport, { verdict })).testsuites;
    const failed = all.testsuite.flatMap(({ testcase = [] }: { testcase: Record<string, string>[] }) =>
      testcase.filter((each) => 'failure' in each).map((each) => each['@_name']),
    );
    expect(failed).toEqual([
      'CVE-2021-44228 (critical)',
      'aws-access-key (critical)',
      'critical,kev',
      'secrets',
      'licence=MIT',
    ]);
  });

  it('is an error when the scan was not complete', async () => {
    const [all] = parse(await render('junit', emptyReport)).testsuites;
    expect(all['@_errors']).toBe('1');
  });
});

describe('html', () => {
  it('loads nothing, runs nothing and lets nothing out of its text', async () => {
    for (const text of [
      await render('html'),
      await render('html', emptyReport),
      await render('html', sampleReport, { verdict }),
    ]) {
      expect(text).not.toMatch(/<(script|img|iframe|object|link|form)\b/i);
      expect(text).not.toMatch(/\son\w+=|javascript:|url\(/i);
      expect(text).toMatch(/http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;/);
    }
    expect(await render('html', sampleReport, { showSuppressed: true })).toContain(
      '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;',
    );
  });

  it('says why, and that it is not complete', async () => {
    expect(await render('html')).toMatch(/because<\/dt><dd><code>DSA-5532-1<\/code>: fixed in 3\.0\.11/);
    expect(await render('html', emptyReport)).toContain('Not everything could be looked at.');
    expect(await render('html', emptyReport)).toContain('nothing is said about vulnerabilities');
  });
});

it('puts first what is in use, then what is exploited, then what is likely, severe and fixable', () => {
  const open = orderFindings(sampleFindings).filter(
    ({ suppressed, kind }) => suppressed === undefined && kind === 'vulnerability',
  );
  expect(open.map((finding) => ('id' in finding ? finding.id : ''))).toEqual([
    'CVE-2023-5363',
    'CVE-2021-44228',
    'CVE-2020-0001',
    'GO-2024-2598',
    'CVE-2024-28085',
    'CVE-2019-1010022',
  ]);
});

describe('sarif for code scanning', () => {
  const [first] = sampleFindings.filter(
    (finding) => finding.kind === 'vulnerability' && finding.suppressed === undefined,
  );
  const twice = ['perl', 'perl-base'].map((packageName) => ({
    ...first!,
    packageName,
    key: `vulnerability ${packageName}`,
    title: `${packageName}: a flaw`,
    sentence: `${packageName} is affected`,
  }));
  const run = async () => {
    const text = await render('sarif', { ...sampleReport, findings: twice as never });
    return (
      JSON.parse(text) as {
        runs: [
          {
            tool: { driver: { rules: Record<string, never>[] } };
            results: { partialFingerprints: Record<string, string> }[];
          },
        ];
      }
    ).runs[0];
  };

  it('says of a rule what holds for all its results', async () => {
    const { tool } = await run();
    expect(tool.driver.rules).toHaveLength(1);
    expect(JSON.stringify(tool.driver.rules)).not.toContain('perl');
  });

  it('keeps two packages of one database apart', async () => {
    const { results } = await run();
    const prints = results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
    expect(new Set(prints).size).toBe(2);
  });
});
