/**
 * Some packages of an image against a newer generation: what an advisory update asks of every stored image.
 *
 * in     the packages of one image that the update concerns, and the findings there were about them
 * out    the findings there are now, and what that changed
 * holds  pure, and the same findings that judging the whole image would give about these packages; nothing but these packages is looked at,
 *        so that thousands of images are done in the time one takes to be read
 */
import type { EpochMs, Image, ImageFinding, Package, Use } from '@plimsoll/core';
import type { AdvisoryDatabase } from '../advisory/advisory.ts';
import { matchPackages } from '../match/match-packages.ts';
import type { Suppressor } from './scanner.ts';

export interface Rematch {
  readonly image: Image;
  readonly packages: readonly Package[];
  /** Of these packages: vulnerabilities and malicious packages. */
  readonly before: readonly ImageFinding[];
  readonly database: AdvisoryDatabase;
  readonly suppressors: readonly Suppressor[];
  readonly useOf: ((packageId: string) => Use | undefined) | undefined;
  readonly now: EpochMs;
}

export interface Rematched {
  readonly after: readonly ImageFinding[];
  /** Not there before. */
  readonly added: readonly ImageFinding[];
  /** No longer there: withdrawn, or found not to apply. */
  readonly removed: readonly ImageFinding[];
  /** There before and now, and no longer the same: another severity, status, fix or exploitation. */
  readonly changed: readonly ImageFinding[];
}

export function rematch({ image, packages, before, database, suppressors, useOf, now }: Rematch): Rematched {
  const matched = matchPackages({ image, contents: { os: image.os, packages }, database, now }).findings.map(
    (finding) => (finding.kind === 'vulnerability' ? { ...finding, use: useOf?.(finding.package) } : finding),
  );
  const subject = { image, packages, now };
  const after = suppressors.reduce<readonly ImageFinding[]>((list, suppress) => suppress(list, subject), matched);
  const known = new Map(before.map((finding) => [instanceOf(finding), finding]));
  const added: ImageFinding[] = [];
  const changed: ImageFinding[] = [];
  for (const finding of after) {
    const instance = instanceOf(finding);
    const earlier = known.get(instance);
    known.delete(instance);
    if (earlier === undefined) added.push(finding);
    else if (outlineOf(earlier) !== outlineOf(finding)) changed.push(finding);
  }
  return { after, added, removed: [...known.values()], changed };
}

/** A key is one thing of a repository; an image may hold the package twice. */
function instanceOf(finding: ImageFinding): string {
  const pkg = finding.kind === 'vulnerability' || finding.kind === 'malware' ? finding.package : undefined;
  return `${finding.key}\n${pkg ?? ''}`;
}

function outlineOf(finding: ImageFinding): string {
  const { severity, suppressed } = finding;
  const head = [severity, suppressed?.source, suppressed?.status];
  if (finding.kind !== 'vulnerability') return head.join('\n');
  const { verdict, status, fixedIn, kev, hidden } = finding;
  return [...head, verdict, status, fixedIn, kev?.addedAt, hidden].join('\n');
}
