import type { EpochMs, ImageFinding, ImageSeverity, ScanReport } from '@plimsoll/core';
import { needsRefused } from './licence-id.ts';
import type { PolicyBreach, PolicyRule, PolicyVerdict, ScanPolicy } from './policy.ts';

const day = 24 * 60 * 60 * 1000;
const ranks: Readonly<Record<ImageSeverity, number>> = {
  unknown: 0,
  negligible: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};

/** Which rules are broken, by what. Suppressed findings and those that are hidden by default break none. */
export function judgePolicy(
  policy: ScanPolicy,
  report: Pick<ScanReport, 'findings' | 'packages' | 'complete'> & Partial<Pick<ScanReport, 'data' | 'unjudged'>>,
  now: EpochMs,
): PolicyVerdict {
  const breaches = policy.rules.flatMap(
    (rule) =>
      (rule.licences === undefined ? breachOfFindings(rule, report, now) : breachOfLicences(rule, report)) ?? [],
  );
  const caveats = policy.rules.flatMap((rule) => caveatsOf(rule, report, now));
  return {
    policy: policy.name,
    passed: breaches.length === 0,
    complete: report.complete,
    breaches,
    ...(caveats.length === 0 ? {} : { caveats }),
  };
}

function breachOfFindings(
  rule: PolicyRule,
  { findings }: Pick<ScanReport, 'findings'>,
  now: EpochMs,
): PolicyBreach | undefined {
  const broken = findings.filter((finding) => breaks(rule, finding, now));
  if (broken.length === 0) return undefined;
  const some = [...new Set(broken.map(nameOf))];
  return {
    rule: rule.name,
    subjects: broken.map(({ key }) => key),
    sentence: `${counted(broken.length, 'finding')} broke "${rule.name}": ${listed(some)}`,
  };
}

/** What nobody has rated is not "below high", and what cannot be decided is not "unaffected": such a gate did not look at them. */
function caveatsOf(
  rule: PolicyRule,
  {
    findings,
    packages,
    data,
    unjudged = 0,
  }: Pick<ScanReport, 'findings' | 'packages'> & Partial<Pick<ScanReport, 'data' | 'unjudged'>>,
  now: EpochMs,
): readonly string[] {
  if (rule.licences !== undefined) {
    const silent = packages.filter(
      ({ licence, origin }) => licence === undefined && (rule.origin === undefined || rule.origin === origin),
    ).length;
    return silent === 0
      ? []
      : [
          `${counted(silent, 'package')} ${silent === 1 ? 'names' : 'name'} no licence, so "${rule.name}" let them pass`,
        ];
  }
  const caveats: string[] = [];
  const missed = (wider: PolicyRule) =>
    findings.filter((finding) => !breaks(rule, finding, now) && breaks(wider, finding, now)).length;
  const unrated = rule.severity === undefined || rule.unrated === true ? 0 : missed({ ...rule, unrated: true });
  if (unrated > 0)
    caveats.push(
      `${counted(unrated, 'finding')} nobody has rated, so "${rule.name}" let them pass ("unrated" would not)`,
    );
  const undecided = rule.undecided === true ? 0 : missed({ ...rule, undecided: true });
  if (undecided > 0)
    caveats.push(
      `${counted(undecided, 'vulnerability', 'vulnerabilities')} cannot be decided, so "${rule.name}" let them pass ("undecided" would not)`,
    );
  const unwatched =
    rule.use === undefined
      ? 0
      : findings.filter(
          (finding) =>
            finding.kind === 'vulnerability' &&
            finding.use === undefined &&
            breaks({ ...rule, use: undefined }, finding, now),
        ).length;
  if (unwatched > 0)
    caveats.push(
      `nobody watched what runs of ${counted(unwatched, 'vulnerability', 'vulnerabilities')}, so "${rule.name}" let them pass`,
    );
  if (unjudged > 0 && (rule.kinds === undefined || rule.kinds.includes('vulnerability')))
    caveats.push(
      `the advisories can say nothing about ${counted(unjudged, 'package')}, so "${rule.name}" let ${unjudged === 1 ? 'it' : 'them'} pass`,
    );
  for (const [condition, feed, what] of feedConditions) {
    // "not known to be exploited" holds without the feed, and breaks the rule.
    if (rule[condition] === undefined || rule[condition] === false) continue;
    if (data !== undefined && !data.feeds.some((each) => each.feed === feed))
      caveats.push(
        `the advisories say nothing about ${what}, so "${rule.name}" was held against nothing (plimsoll advisories update --feed ${feed})`,
      );
  }
  return caveats;
}

/** Conditions that only a feed of their own can fulfil. */
const feedConditions = [
  ['kev', 'kev', 'known exploitation'],
  ['epss', 'epss', 'the chance of exploitation'],
] as const;

function isSevereEnough({ severity: least, unrated }: PolicyRule, severity: ImageSeverity): boolean {
  if (unrated === true && severity === 'unknown') return true;
  return least === undefined ? unrated !== true : ranks[severity] >= ranks[least];
}

function breaks(rule: PolicyRule, finding: ImageFinding, now: EpochMs): boolean {
  if (finding.suppressed !== undefined) return false;
  if (rule.kinds !== undefined && !rule.kinds.includes(finding.kind)) return false;
  if (!isSevereEnough(rule, finding.severity)) return false;
  if (rule.origin !== undefined && finding.why.origin !== rule.origin) return false;
  if (rule.ids !== undefined && !idsOf(finding).some((id) => rule.ids?.includes(id))) return false;
  if (finding.kind === 'vulnerability') return breaksAsVulnerability(rule, finding, now);
  // Only a vulnerability can fulfil these.
  return [rule.kev, rule.epss, rule.fixAvailable, rule.use, rule.olderThanDays].every(
    (condition) => condition === undefined,
  );
}

function breaksAsVulnerability(
  rule: PolicyRule,
  finding: Extract<ImageFinding, { kind: 'vulnerability' }>,
  now: EpochMs,
): boolean {
  if (finding.hidden) return false;
  if (finding.verdict === 'undecided' && rule.undecided !== true) return false;
  if (rule.kev !== undefined && (finding.kev !== undefined) !== rule.kev) return false;
  if (rule.epss !== undefined && (finding.epss?.probability ?? 0) < rule.epss) return false;
  if (rule.fixAvailable !== undefined && (finding.fixedIn !== undefined) !== rule.fixAvailable) return false;
  if (rule.use !== undefined && !isUsed(finding.use?.state, rule.use)) return false;
  return (
    rule.olderThanDays === undefined ||
    finding.publishedAt === undefined ||
    now - finding.publishedAt >= rule.olderThanDays * day
  );
}

function isUsed(state: 'executed' | 'loaded' | 'never-seen' | undefined, asked: 'executed' | 'loaded'): boolean {
  return state === 'executed' || (asked === 'loaded' && state === 'loaded');
}

function idsOf(finding: ImageFinding): readonly string[] {
  switch (finding.kind) {
    case 'vulnerability':
      return [finding.id, ...finding.aliases];
    case 'secret':
    case 'malware':
      return [finding.rule];
    case 'misconfiguration':
      return [finding.check];
    case 'detection':
      return [finding.aspect];
  }
}

function breachOfLicences(rule: PolicyRule, { packages }: Pick<ScanReport, 'packages'>): PolicyBreach | undefined {
  const refused = rule.licences ?? [];
  const verdicts = new Map<string, boolean>();
  const broken = packages.filter(({ licence, origin }) => {
    if (licence === undefined || (rule.origin !== undefined && origin !== rule.origin)) return false;
    const known = verdicts.get(licence);
    if (known !== undefined) return known;
    const verdict = needsRefused(licence, refused);
    verdicts.set(licence, verdict);
    return verdict;
  });
  if (broken.length === 0) return undefined;
  return {
    rule: rule.name,
    subjects: broken.map(({ id }) => id),
    sentence: `${counted(broken.length, 'package')} broke "${rule.name}": ${listed(broken.map(({ name, licence }) => `${name} (${licence})`))}`,
  };
}

function nameOf(finding: ImageFinding): string {
  switch (finding.kind) {
    case 'vulnerability':
      return `${finding.id} in ${finding.packageName} (${finding.severity}${finding.kev === undefined ? '' : ', exploited'})`;
    case 'secret':
      return `${finding.rule}${finding.why.path === undefined ? '' : ` in ${finding.why.path}`}`;
    default:
      return finding.title;
  }
}

const named = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, named).map((name) => name.slice(0, 200));
  return `${shown.join(', ')}${names.length > named ? ` and ${names.length - named} more` : ''}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
