/** Exceptions of the server as a step of judging. What one covers stays in the report, with who answers for it and until when. */
import type { ImageFinding, Package } from '@plimsoll/core';
import type { ScanSubject, Suppressor } from '@plimsoll/scan';
import type { StoredException } from '../../store/scan-settings-store.ts';
import { matchesGlob } from '../glob.ts';

export function exceptionsOf(exceptions: readonly StoredException[]): Suppressor {
  return (findings, subject) => {
    const valid = exceptions.filter(
      ({ scope, expiresAt }) => (expiresAt === null || expiresAt > subject.now) && coversImage(scope, subject),
    );
    if (valid.length === 0) return findings;
    const packages = new Map(subject.packages.map((one) => [one.id, one]));
    return findings.map((finding) => {
      if (finding.suppressed !== undefined) return finding;
      const by = valid.find(({ scope }) => coversFinding(scope, finding, packages));
      if (by === undefined) return finding;
      const { id, status, reason, owner, expiresAt } = by;
      const until = expiresAt ?? undefined;
      return { ...finding, suppressed: { by: 'exception', source: id, status, justification: reason, owner, until } };
    });
  };
}

type Scope = StoredException['scope'];

function coversImage({ repositories }: Scope, { image }: ScanSubject): boolean {
  if (repositories.length === 0) return true;
  const name = image.repository ?? image.reference;
  return repositories.some((pattern) => matchesGlob(pattern, name));
}

function coversFinding(scope: Scope, finding: ImageFinding, packages: ReadonlyMap<string, Package>): boolean {
  if (!namesOf(finding).some((name) => scope.ids.includes(name))) return false;
  if (scope.packages.length > 0) {
    const id = finding.kind === 'vulnerability' || finding.kind === 'malware' ? finding.package : undefined;
    const held = id === undefined ? undefined : packages.get(id);
    if (held === undefined || !scope.packages.some((text) => namesPackage(text, held))) return false;
  }
  const { path } = finding.why;
  return scope.paths.length === 0 || (path !== undefined && scope.paths.some((pattern) => matchesGlob(pattern, path)));
}

function namesOf(finding: ImageFinding): readonly string[] {
  const own = finding.why.source;
  switch (finding.kind) {
    case 'vulnerability':
      return [own, finding.id, ...finding.aliases];
    case 'secret':
    case 'malware':
      return [own, finding.rule];
    case 'misconfiguration':
      return [own, finding.check];
    case 'detection':
      return [own, finding.aspect];
  }
}

/** A package URL: without version every version, without qualifiers all of them. Anything else is a name. */
function namesPackage(text: string, { name, purl, source }: Package): boolean {
  if (!text.startsWith('pkg:')) return text === name || text === source?.name;
  if (text.includes('?')) return text === purl;
  const bare = purl.split('?')[0] ?? purl;
  return text === bare || (!/.@[^/]*$/.test(text) && text === bare.replace(/@[^@/]*$/, ''));
}
