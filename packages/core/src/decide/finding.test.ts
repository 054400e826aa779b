import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WorkloadId } from '../record.ts';
import { fingerprintOf } from './finding.ts';
import { severityOf } from './severity.ts';

it('keeps a fingerprint for a cause, and tells causes apart', () => {
  const web = 'docker/web' as WorkloadId;
  expect(fingerprintOf(web, 'never-learned', ['ptrace', '/usr/sbin/nginx'])).toBe(
    fingerprintOf(web, 'never-learned', ['ptrace', '/usr/sbin/nginx']),
  );
  const texts = fc.array(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      fc.pre(a.join('\u0000') !== b.join('\u0000'));
      expect(fingerprintOf(web, 'x', a)).not.toBe(fingerprintOf(web, 'x', b));
    }),
  );
});

it.each([
  [11, true, undefined],
  [9, true, 'low'],
  [3, true, 'medium'],
  [0.9, true, 'high'],
  [0.009, true, 'critical'],
  [0.009, false, 'high'],
] as const)('%d clean alerts a day of 10 allowed, supported %s: %s', (expectedPerDay, supported, severity) => {
  expect(severityOf({ expectedPerDay, supported }, 10)).toBe(severity);
});

it('never tells clean running more often than the budget', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.boolean(),
      fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      (expectedPerDay, supported, allowed) => {
        expect(severityOf({ expectedPerDay, supported }, allowed) === undefined).toBe(expectedPerDay > allowed);
      },
    ),
  );
});
