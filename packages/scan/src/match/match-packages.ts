/**
 * Packages against advisories.
 *
 * in     what is in an image, one generation of advisories, the time
 * out    a finding for each vulnerability and package; notes for what could not be judged
 * holds  pure: the same image, generation and time give the same findings in the same order; a version that cannot be compared is a
 *        finding, and a package that nothing is known about is a note, never silence
 */
import type { Image, ImageFinding, Package } from '@plimsoll/core';
import type { Advisory, AdvisoryDatabase } from '../advisory/advisory.ts';
import type { ImageContents } from '../facts/contents.ts';
import { orderText } from '../version/digits.ts';
import { decide } from './decide.ts';
import { type FindingContext, findingOf } from './finding.ts';
import { withDistinctKeys } from './finding-key.ts';
import { groupByVulnerability } from './group.ts';
import { type Judged, judgeLookUp } from './judge.ts';
import { notesOf } from './notes.ts';
import { createReadings } from './readings.ts';
import { type LookUp, type Subjects, subjectsOf } from './subject.ts';

export interface MatchOptions {
  readonly image: Pick<Image, 'layers' | 'base' | 'os'>;
  readonly contents: Pick<ImageContents, 'os' | 'packages'>;
  readonly database: AdvisoryDatabase;
  readonly now: number;
}

export interface Matched {
  readonly findings: readonly ImageFinding[];
  readonly notes: readonly string[];
  /** Packages of which the advisories can say nothing: the notes say why. */
  readonly unjudged: number;
}

/** Findings in the order of the packages, then of the vulnerabilities' ids. Never throws for what is in an image: what cannot be judged is a note. */
export function matchPackages({ image, contents, database, now }: MatchOptions): Matched {
  const { os, packages } = contents;
  const subjects = subjectsOf({ packages, os, database });
  const readings = createReadings();
  const judged = new Map<Package, Judged[]>();
  const unknownStreams = new Set<Package>();
  for (const { lookUp, advisories } of inKeyOrder(subjects.lookUps, database)) {
    const judgement = judgeLookUp(lookUp, advisories, readings);
    if (judgement.unknownStreams > 0) unknownStreams.add(lookUp.package);
    // What is not affected only matters beside what a subscription says of the same vulnerability.
    const kept = judgement.judged.filter(({ verdict }) => verdict !== 'not-affected' || os?.id === 'ubuntu');
    if (kept.length === 0) continue;
    const known = judged.get(lookUp.package);
    if (known === undefined) judged.set(lookUp.package, [...kept]);
    else known.push(...kept);
  }
  const context: FindingContext = {
    image: { base: image.base, os },
    layers: new Map(image.layers.map((layer) => [layer.diffId, layer])),
    database,
    feedAges: new Map(database.data.feeds.flatMap(({ feed, newestAt }) => (newestAt > 0 ? [[feed, newestAt]] : []))),
    now,
  };
  const findings: ImageFinding[] = [];
  const versions = new Map<ImageFinding, string | undefined>();
  for (const pkg of packages) {
    const records = judged.get(pkg);
    if (records === undefined) continue;
    const vulnerabilities = groupByVulnerability(records).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const vulnerability of vulnerabilities) {
      const decision = decide(vulnerability, { readings, os, now });
      if (decision === undefined) continue;
      const finding = findingOf(pkg, vulnerability, decision, context);
      findings.push(finding);
      versions.set(finding, pkg.version);
    }
  }
  return {
    findings: withDistinctKeys(findings, (finding) => versions.get(finding)),
    unjudged: unjudgedIn(subjects),
    notes: notesOf(subjects, { os, unknownStreams: [...unknownStreams], now }),
  };
}

/** Those that a distribution's own packages brought are judged as part of these. */
function unjudgedIn({ leftOut }: Subjects): number {
  return [...leftOut].reduce((sum, [{ reason }, packages]) => (reason === 'owned' ? sum : sum + packages.length), 0);
}

/** A database answers fastest when it is asked in the order of its keys, and once for each. */
function* inKeyOrder(
  lookUps: readonly LookUp[],
  database: Pick<AdvisoryDatabase, 'find'>,
): Iterable<{ readonly lookUp: LookUp; readonly advisories: readonly Advisory[] }> {
  const sorted = lookUps.toSorted((a, b) => orderText(a.ecosystem, b.ecosystem) || orderText(a.name, b.name));
  let last: LookUp | undefined;
  let advisories: readonly Advisory[] = [];
  for (const lookUp of sorted) {
    if (last?.name !== lookUp.name || last.ecosystem !== lookUp.ecosystem)
      advisories = database.find(lookUp.ecosystem, lookUp.name);
    last = lookUp;
    if (advisories.length > 0) yield { lookUp, advisories };
  }
}
