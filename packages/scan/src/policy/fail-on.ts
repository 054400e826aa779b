import { ScanError } from '../errors.ts';
import { isLicenceId } from './licence-id.ts';
import type { PolicyRule, ScanPolicy } from './policy.ts';
import { policySchema } from './policy-schema.ts';

type Conditions = Omit<PolicyRule, 'name'>;

const severities = ['negligible', 'low', 'medium', 'high', 'critical'] as const;
const words: Readonly<Record<string, Conditions>> = {
  ...Object.fromEntries([...severities, 'unknown' as const].map((severity) => [severity, { severity }])),
  kev: { kev: true },
  fix: { fixAvailable: true },
  'in-use': { use: 'loaded' },
  undecided: { undecided: true },
  unrated: { unrated: true },
  vulnerabilities: { kinds: ['vulnerability'] },
  secrets: { kinds: ['secret'] },
  malware: { kinds: ['malware'] },
  misconfigurations: { kinds: ['misconfiguration'] },
  departures: { kinds: ['detection'] },
};

type Reader = (value: string) => Conditions | undefined;
const readers: Readonly<Record<string, Reader>> = {
  severity: (value) => severities.flatMap((severity) => (severity === value ? [{ severity }] : []))[0],
  'in-use': (value) => (value === 'executed' || value === 'loaded' ? { use: value } : undefined),
  fix: (value) => (value === 'yes' || value === 'no' ? { fixAvailable: value === 'yes' } : undefined),
  origin: (value) => (value === 'base' || value === 'app' ? { origin: value } : undefined),
  age: (value) => (/^\d{1,5}d$/.test(value) ? { olderThanDays: Number(value.slice(0, -1)) } : undefined),
  epss: (value) => {
    const match = /^(\d{1,3}(?:\.\d{1,6})?)(%?)$/.exec(value);
    const share = match === null ? 2 : Number(match[1]) / (match[2] === '%' ? 100 : 1);
    return share <= 1 ? { epss: share } : undefined;
  },
  id: (value) => (value.length <= 200 ? { ids: [value] } : undefined),
  licence: (value) => (isLicenceId(value) ? { licences: [value] } : undefined),
};
const accepted =
  'Join conditions that must all hold with commas, such as high,fix or critical,kev; repeat --fail-on for another rule. Known: ' +
  'negligible, low, medium, high, critical, kev, epss=10%, fix, fix=no, in-use, in-use=executed, age=30d, origin=base, origin=app, ' +
  'id=CVE-…, undecided, unrated, vulnerabilities, secrets, malware, misconfigurations, departures, licence=GPL-3.0-only.';

/**
 * `--fail-on` of the command line: each text is one rule, its conditions joined by commas.
 *
 *     rule      = condition *( "," condition )
 *     condition = word | key "=" value
 *
 * Several `id=`, `licence=` or kinds (`secrets,malware`) in one rule are alternatives; all else must hold together.
 * @throws ScanError POLICY_INVALID
 */
export function failOnPolicy(texts: string | readonly string[]): ScanPolicy {
  const rules = new Map(
    (typeof texts === 'string' ? [texts] : texts).map((text) => [text.trim(), ruleOf(text.trim())]),
  );
  const policy = { schema: 'plimsoll-policy/1' as const, name: '--fail-on', rules: [...rules.values()] };
  const checked = policySchema.safeParse(policy);
  if (!checked.success) throw invalid(`--fail-on ${[...rules.keys()].join(' ')}: ${checked.error.issues[0]?.message}`);
  return checked.data;
}

function ruleOf(text: string): PolicyRule {
  let rule: PolicyRule = { name: text };
  for (const part of text.split(',')) {
    const added = conditionOf(part.trim());
    if (added === undefined) throw invalid(`--fail-on ${text}: "${part.trim()}" is no condition`);
    for (const key of Object.keys(added) as (keyof Conditions)[]) {
      if (rule[key] === undefined || Array.isArray(added[key])) continue;
      throw invalid(`--fail-on ${text}: "${part.trim()}" says again what was said before`);
    }
    rule = {
      ...rule,
      ...added,
      kinds: joined(rule.kinds, added.kinds),
      ids: joined(rule.ids, added.ids),
      licences: joined(rule.licences, added.licences),
    };
  }
  return rule;
}

function joined<T>(before: readonly T[] | undefined, added: readonly T[] | undefined): readonly T[] | undefined {
  return before === undefined ? added : [...new Set([...before, ...(added ?? [])])];
}

function conditionOf(part: string): Conditions | undefined {
  const at = part.indexOf('=');
  if (at < 0) return Object.hasOwn(words, part) ? words[part] : undefined;
  const key = part.slice(0, at);
  return Object.hasOwn(readers, key) ? readers[key]?.(part.slice(at + 1)) : undefined;
}

function invalid(message: string): ScanError {
  return new ScanError('POLICY_INVALID', message, { hint: accepted });
}
