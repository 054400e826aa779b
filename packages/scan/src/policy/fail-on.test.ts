import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { failOnPolicy } from './fail-on.ts';

it.each([
  ['high', { severity: 'high' }],
  ['critical,kev', { severity: 'critical', kev: true }],
  [
    'severity=high, fix, in-use=loaded, age=30d',
    { severity: 'high', fixAvailable: true, use: 'loaded', olderThanDays: 30 },
  ],
  ['in-use=executed', { use: 'executed' }],
  ['in-use', { use: 'loaded' }],
  ['secrets,malware', { kinds: ['secret', 'malware'] }],
  ['licence=GPL-3.0-only,licence=AGPL-3.0-only', { licences: ['GPL-3.0-only', 'AGPL-3.0-only'] }],
  ['licence=MIT,origin=app', { licences: ['MIT'], origin: 'app' }],
  ['epss=10%,fix=no', { epss: 0.1, fixAvailable: false }],
  ['id=CVE-2021-44228,id=CVE-2021-45046', { ids: ['CVE-2021-44228', 'CVE-2021-45046'] }],
  ['medium,undecided', { severity: 'medium', undecided: true }],
  ['high,unrated', { severity: 'high', unrated: true }],
  ['unrated', { unrated: true }],
])('%s', (text, conditions) => {
  const [rule] = failOnPolicy(text).rules;
  expect(rule).toMatchObject({ name: text, ...conditions });
  expect(Object.values(rule ?? {}).filter((value) => value !== undefined)).toHaveLength(
    Object.keys(conditions).length + 1,
  );
});

it('makes a rule of each flag', () => {
  expect(failOnPolicy(['kev', 'secrets', 'kev']).rules.map(({ name }) => name)).toEqual(['kev', 'secrets']);
});

it.each([
  '',
  'hihg',
  'undecided',
  'severity=urgent',
  'kev,',
  'high,low',
  'age=30',
  'epss=200%',
  'licence=GPL',
  'licence=MIT OR ISC',
  'constructor',
  'toString=1',
  'licence=MIT,high',
])('refuses %j', (text) => {
  expect(() => failOnPolicy(text)).toThrow(ScanError);
});

it('never throws anything but POLICY_INVALID', () => {
  const parts = fc.array(
    fc.oneof(fc.string(), fc.constantFrom('high', 'kev', 'epss=', 'licence=', 'id=', 'x'.repeat(300))),
  );
  fc.assert(
    fc.property(parts, (texts) => {
      try {
        failOnPolicy(texts.join(','));
      } catch (error) {
        expect(error).toMatchObject({ code: 'POLICY_INVALID' });
      }
    }),
  );
});
