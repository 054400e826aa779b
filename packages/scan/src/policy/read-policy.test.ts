import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { readPolicy } from './read-policy.ts';

const head = 'schema: plimsoll-policy/1\nname: production\nrules:\n';

it('reads rules', () => {
  const text = `${head}  - name: exploited\n    kev: true\n  - name: copyleft\n    licences: [GPL-3.0-only]\n    origin: app\n`;
  expect(readPolicy(text, 'p.yaml')).toEqual({
    schema: 'plimsoll-policy/1',
    name: 'production',
    rules: [
      { name: 'exploited', kev: true },
      { name: 'copyleft', licences: ['GPL-3.0-only'], origin: 'app' },
    ],
  });
});

it('reads JSON, which is YAML', () => {
  const policy = { schema: 'plimsoll-policy/1', name: 'p', rules: [{ name: 'r', severity: 'high' }] };
  expect(readPolicy(JSON.stringify(policy), 'p.json')).toEqual(policy);
});

describe('says where it is wrong', () => {
  it.each([
    [
      'an unknown condition',
      `${head}  - name: a\n    kev: true\n    severty: high\n`,
      /^p\.yaml:6: rules\.0: .*severty/,
    ],
    ['a value of the wrong kind', `${head}  - name: a\n    severity: hihg\n`, /^p\.yaml:5: rules\.0\.severity/],
    [
      'a licence that is none',
      `${head}  - name: a\n    licences:\n      - MIT\n      - GPL\n`,
      /^p\.yaml:7: rules\.0\.licences\.1/,
    ],
    ['a rule without conditions', `${head}  - name: a\n`, /^p\.yaml:4: rules\.0: has no condition/],
    ['two rules of one name', `${head}  - {name: a, kev: true}\n  - {name: a, kev: true}\n`, /^p\.yaml:5: /],
    ['licences with other conditions', `${head}  - {name: a, kev: true, licences: [MIT]}\n`, /a rule of their own/],
    ['no schema', 'name: x\n', /^p\.yaml:1: schema/],
    ['no YAML', `${head}  - name: "a\n`, /^p\.yaml:\d+: /],
    ['the same key twice', `${head}  - name: a\n    kev: true\n    kev: false\n`, /^p\.yaml:6: /],
  ])('%s', (_, text, message) => {
    expect(() => readPolicy(text, 'p.yaml')).toThrow(message);
    expect(() => readPolicy(text, 'p.yaml')).toThrow(ScanError);
  });
});

it('is not brought down by aliases', () => {
  const rows = Array.from({ length: 30 }, (_, n) => `a${n}: &a${n} [${Array(10).fill(n === 0 ? 'x' : `*a${n - 1}`)}]`);
  expect(() => readPolicy(rows.join('\n'), 'p.yaml')).toThrow(ScanError);
});

it('never throws anything but POLICY_INVALID', () => {
  const lines = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...head.split('\n'),
        '  - name: a',
        '    kev: true',
        '    ids: [*x, &x y]',
        '  ? {',
        '    - !!js x',
      ),
      fc.string(),
    ),
  );
  fc.assert(
    fc.property(lines, (parts) => {
      try {
        readPolicy(parts.join('\n'), 'p');
      } catch (error) {
        expect(error).toMatchObject({ code: 'POLICY_INVALID' });
      }
    }),
    { numRuns: 500 },
  );
});
