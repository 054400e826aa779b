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
