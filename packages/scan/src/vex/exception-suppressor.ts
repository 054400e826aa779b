/** Applies exceptions to findings of every kind. */
import type { ImageFinding } from '@plimsoll/core';
import { matchesGlob } from '../glob.ts';
import type { ScanSubject, Suppressor } from '../scan/scanner.ts';
import type { Exception } from './exception.ts';
import { createPatternReader, matchesPackage, type PurlPattern, parsePattern } from './purl-match.ts';

/** Those that have not expired; what is suppressed already stays as it is. */
export function exceptionSuppressor(exceptions: readonly Exception[]): Suppressor {
  const prepared = exceptions.map(prepare);
  return (findings, subject) => {
    const valid = prepared.filter(
      ({ exception }) => !hasExpired(exception, subject.now) && inImage(exception, subject),
    );
    if (valid.length === 0) return findings;
    const purls = purlsOf(subject);
    return findings.map((finding) => {
      if (finding.suppressed !== undefined) return finding;
      const found = valid.find((each) => applies(each, finding, purls));
      if (found === undefined) return finding;
      const { id, reason, owner, expires } = found.exception;
      const suppressed = {
        by: 'exception',
        source: id,
        status: 'accepted',
        justification: reason,
        owner,
        until: expires,
      } as const;
      return { ...finding, suppressed };
    });
  };
}

/** Exceptions that have run out although something still needs them, and those that nothing needs any more. */
export function exceptionNotes(
  exceptions: readonly Exception[],
  findings: readonly ImageFinding[],
  subject: ScanSubject,
): readonly string[] {
  const purls = purlsOf(subject);
  return exceptions.map(prepare).flatMap((each) => {
    const { exception } = each;
    if (!inImage(exception, subject)) return [];
    const needed = findings.filter((finding) => applies(each, finding, purls)).length;
    if (hasExpired(exception, subject.now)) {
      const last = new Date((exception.expires ?? 0) - 1).toISOString().slice(0, 10);
      return [
        `Exception ${exception.id} (${exception.owner}) expired after ${last}: ${count(needed)} no longer excepted.`,
      ];
    }
    return needed === 0 ? [`Exception ${exception.id} (${exception.owner}) applies to nothing here: it can go.`] : [];
  });
}

function count(findings: number): string {
  return findings === 1 ? '1 finding is' : `${findings} findings are`;
}

interface Prepared {
  readonly exception: Exception;
  readonly ids: ReadonlySet<string>;
  readonly package: PurlPattern | undefined;
}

function prepare(exception: Exception): Prepared {
  const { package: purl } = exception.scope;
  return {
    exception,
    ids: new Set(exception.select.ids.map((id) => id.toUpperCase())),
    package: purl === undefined ? undefined : parsePattern(purl),
  };
}

interface OwnPurl {
  readonly purl: PurlPattern;
  readonly source: ScanSubject['packages'][number]['source'];
}

/** By package id; each is read when it is first asked for, and once. */
function purlsOf({ packages }: ScanSubject): (id: string) => OwnPurl | undefined {
  const patternOf = createPatternReader();
  let byId: ReadonlyMap<string, ScanSubject['packages'][number]> | undefined;
  return (id) => {
    byId ??= new Map(packages.map((pkg) => [pkg.id, pkg]));
    const pkg = byId.get(id);
    const purl = pkg === undefined ? undefined : patternOf(pkg.purl);
    return purl === undefined ? undefined : { purl, source: pkg?.source };
  };
}

function hasExpired({ expires }: Exception, now: number): boolean {
  return expires !== undefined && expires <= now;
}

function inImage({ scope }: Exception, { image }: ScanSubject): boolean {
  return scope.image === undefined || matchesGlob(scope.image, image.repository ?? image.reference);
}

function applies(
  { exception, ids, package: wanted }: Prepared,
  finding: ImageFinding,
  purls: (id: string) => OwnPurl | undefined,
): boolean {
  const { select, scope } = exception;
  if (select.kind !== undefined && finding.kind !== select.kind) return false;
  if (ids.size > 0 && !namesOf(finding).some((name) => ids.has(name.toUpperCase()))) return false;
  if (select.rule !== undefined && !('rule' in finding && finding.rule === select.rule)) return false;
  if (select.check !== undefined && !('check' in finding && finding.check === select.check)) return false;
  if (scope.path !== undefined && !(finding.why.path !== undefined && matchesGlob(scope.path, finding.why.path)))
    return false;
  if (scope.package === undefined) return true;
  const id = 'package' in finding ? finding.package : undefined;
  const own = id === undefined ? undefined : purls(id);
  return own !== undefined && wanted !== undefined && matchesPackage(wanted, own.purl, own.source);
}

function namesOf(finding: ImageFinding): readonly string[] {
  return finding.kind === 'vulnerability'
    ? [finding.id, ...finding.aliases, finding.why.source]
    : [finding.why.source, finding.key];
}
