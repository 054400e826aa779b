import type { EpochMs } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePackages } from '../output/packages.fixture.ts';
import { sampleFindings, sampleReport } from '../output/report.fixture.ts';
import { failOnPolicy } from './fail-on.ts';
import { judgePolicy } from './judge-policy.ts';

const now = Date.parse('2026-01-12T09:30:00Z') as EpochMs;
const brokenBy = (...rules: string[]) =>
  judgePolicy(failOnPolicy(rules), sampleReport, now).breaches.map(({ subjects }) => subjects);

describe('which findings break a rule', () => {
  const libssl = 'vulnerability CVE-2023-5363 libssl3';
  const log4j = 'vulnerability CVE-2021-44228 org.apache.logging.log4j:log4j-core';
  it.each([
    ['critical,vulnerabilities', [log4j]],
    ['high,vulnerabilities', [libssl, log4j]],
    ['critical,kev', [log4j]],
    ['low,fix=no', ['vulnerability CVE-2024-28085 bsdutils']],
    ['in-use', [libssl]],
    ['epss=50%', [log4j]],
    ['age=100d,high', [libssl, log4j]],
    ['id=GHSA-jfh8-c2jp-5v3q', [log4j]],
    ['origin=base,high', [libssl]],
    ['secrets', ['secret aws-access-key app/.env']],
    ['malware', ['malware osv MAL-2024-1 evil']],
    ['departures', ['detection executables static-outside-packages']],
    ['id=image-user-root', ['misconfiguration image-user-root']],
    ['undecided,id=GO-2024-2598', ['vulnerability GO-2024-2598 example.com/shop/cart']],
  ])('%s', (rule, subjects) => {
    expect(brokenBy(rule)).toEqual([subjects]);
  });

  it.each([
    'in-use=executed',
    'id=GO-2024-2598',
    'id=CVE-2023-45133',
    'id=CVE-2022-25883',
    'id=CVE-2020-0001',
    'age=999d,high',
  ])('not %s', (rule) => {
    expect(brokenBy(rule)).toEqual([]);
  });
});

it('judges licences of packages', () => {
  expect(brokenBy('licence=GPL-2.0-or-later')).toEqual([[samplePackages[1]?.id]]);
  expect(brokenBy('licence=Apache-2.0,origin=app')).toEqual([[samplePackages[6]?.id]]);
  expect(brokenBy('licence=GPL-2.0-only')).toEqual([]);
});

it('tells what broke it', () => {
  const { breaches, passed } = judgePolicy(failOnPolicy('high,vulnerabilities'), sampleReport, now);
  expect(passed).toBe(false);
  expect(breaches[0]?.sentence).toBe(
    '2 findings broke "high,vulnerabilities": CVE-2023-5363 in libssl3 (high), CVE-2021-44228 in org.apache.logging.log4j:log4j-core (critical, exploited)',
  );
});

describe('what a rule cannot be held against', () => {
  const unrated = sampleFindings
    .filter(({ kind }) => kind === 'vulnerability')
    .slice(0, 2)
    .map((finding) => ({
      ...finding,
      severity: 'unknown' as const,
      suppressed: undefined,
      hidden: false,
      verdict: 'affected' as const,
    }));
  const report = { ...sampleReport, findings: unrated };

  it('is told, and does not pass in silence', () => {
    expect(judgePolicy(failOnPolicy('high'), report, now)).toMatchObject({
      passed: true,
      caveats: ['2 findings nobody has rated, so "high" let them pass ("unrated" would not)'],
    });
  });

  it('counts where it is asked for', () => {
    expect(judgePolicy(failOnPolicy('high,unrated'), report, now)).not.toHaveProperty('caveats');
    expect(judgePolicy(failOnPolicy('high,unrated'), report, now).breaches[0]?.subjects).toHaveLength(2);
  });

  it('unrated alone asks for nothing that is rated', () => {
    const rated = sampleFindings.filter(({ severity }) => severity !== 'unknown');
    expect(judgePolicy(failOnPolicy('unrated'), { ...report, findings: rated }, now).breaches).toEqual([]);
  });

  it('is not told of what other conditions leave out', () => {
    expect(
      judgePolicy(
        failOnPolicy('high,kev'),
        {
          ...report,
          findings: unrated.map((each) => ({ ...each, kev: undefined })),
          data: { ...sampleReport.data!, feeds: [{ ...sampleReport.data!.feeds[0]!, feed: 'kev' }] },
        },
        now,
      ),
    ).not.toHaveProperty('caveats');
  });

  it('of packages are those the advisories say nothing about', () => {
    const caveatsOf = (rule: string, unjudged?: number) =>
      judgePolicy(failOnPolicy(rule), { ...report, findings: [], unjudged }, now).caveats;
    expect(caveatsOf('high', 14)).toEqual([
      'the advisories can say nothing about 14 packages, so "high" let them pass',
    ]);
    expect(caveatsOf('secrets', 14)).toBeUndefined();
    expect(caveatsOf('high')).toBeUndefined();
  });

  it('of use are vulnerabilities that nobody watched', () => {
    const unwatched = unrated.map((each) => (each.kind === 'vulnerability' ? { ...each, use: undefined } : each));
    const count = unwatched.filter(({ kind }) => kind === 'vulnerability').length;
    const { passed, caveats } = judgePolicy(failOnPolicy('in-use'), { ...report, findings: unwatched }, now);
    expect(passed).toBe(true);
    expect(caveats).toEqual([
      `nobody watched what runs of ${count} ${count === 1 ? 'vulnerability' : 'vulnerabilities'}, so "in-use" let them pass`,
    ]);
    const seen = unwatched.map((each) => ({ ...each, use: { state: 'never-seen' as const } }) as never);
    expect(judgePolicy(failOnPolicy('in-use'), { ...report, findings: seen }, now)).not.toHaveProperty('caveats');
  });

  it.each([
    ['kev', 'known exploitation'],
    ['epss=50%', 'the chance of exploitation'],
  ])('of %s are advisories that have no such feed', (rule, what) => {
    const data = { ...sampleReport.data!, feeds: [] };
    expect(judgePolicy(failOnPolicy(rule), { ...report, findings: [], data }, now).caveats).toEqual([
      expect.stringContaining(`the advisories say nothing about ${what}, so`),
    ]);
    const feeds = ['kev', 'epss'].map((feed) => ({ ...sampleReport.data!.feeds[0]!, feed }));
    const whole = { ...report, findings: [], data: { ...data, feeds } };
    expect(judgePolicy(failOnPolicy(rule), whole, now)).not.toHaveProperty('caveats');
  });

  it('are not said of a feed whose absence lets nothing pass', () => {
    const policy = { schema: 'plimsoll-policy/1', name: 'p', rules: [{ name: 'unexploited', kev: false }] } as const;
    const data = { ...sampleReport.data!, feeds: [] };
    const [one] = sampleFindings.filter(({ kind, severity }) => kind === 'vulnerability' && severity === 'critical');
    const findings = [{ ...one!, kev: undefined }] as typeof sampleFindings;
    const verdict = judgePolicy(policy, { ...report, findings, data }, now);

    expect(verdict.breaches).toHaveLength(1);
    expect(verdict).not.toHaveProperty('caveats');
  });

  it('of licences are packages that tell none', () => {
    const silent = sampleReport.packages.filter(({ licence }) => licence === undefined).length;
    expect(judgePolicy(failOnPolicy('licence=GPL-3.0-only'), sampleReport, now).caveats).toEqual([
      `${silent} package${silent === 1 ? ' names' : 's name'} no licence, so "licence=GPL-3.0-only" let them pass`,
    ]);
  });

  it('of versions are vulnerabilities that cannot be decided', () => {
    const undecided = unrated.map((each) => ({ ...each, severity: 'high' as const, verdict: 'undecided' as const }));
    expect(judgePolicy(failOnPolicy('high'), { ...report, findings: undecided }, now).caveats).toEqual([
      '2 vulnerabilities cannot be decided, so "high" let them pass ("undecided" would not)',
    ]);
  });
});

it('does not claim that an incomplete scan passed', () => {
  const verdict = judgePolicy(failOnPolicy('kev'), { ...sampleReport, findings: [], complete: false }, now);
  expect(verdict).toMatchObject({ passed: true, complete: false });
});

it('breaks no more when anything is suppressed, and no less when something is added', () => {
  const rules = fc.subarray(['high', 'critical,kev', 'low,fix', 'secrets', 'in-use', 'undecided,unknown'], {
    minLength: 1,
  });
  const count = (names: readonly string[], findings: typeof sampleFindings) =>
    judgePolicy(failOnPolicy(names), { ...sampleReport, findings }, now).breaches.flatMap(({ subjects }) => subjects)
      .length;
  fc.assert(
    fc.property(rules, fc.subarray([...sampleFindings]), (names, part) => {
      const suppressed = {
        by: 'vex',
        source: 's',
        status: 'fixed',
        justification: '',
        owner: undefined,
        until: undefined,
      } as const;
      expect(count(names, part)).toBeLessThanOrEqual(count(names, sampleFindings));
      expect(
        count(
          names,
          part.map((finding) => ({ ...finding, suppressed })),
        ),
      ).toBe(0);
    }),
  );
});
