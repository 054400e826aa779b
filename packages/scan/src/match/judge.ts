/** What the advisories found under one name say of one package. */
import type { Advisory } from '../advisory/advisory.ts';
import { schemeOf } from '../version/schemes.ts';
import { matchStreams } from './module-stream.ts';
import { judgeAdvisory, type RangeVerdict } from './range.ts';
import type { Readings } from './readings.ts';
import { ofInstalledBranch } from './rpm-branch.ts';
import type { LookUp } from './subject.ts';

/** One advisory held against one package. */
export interface Judged extends RangeVerdict {
  readonly advisory: Advisory;
  readonly lookUp: LookUp;
}

export interface Judgement {
  readonly judged: readonly Judged[];
  /** Advisories for module streams that could not be told apart. */
  readonly unknownStreams: number;
}

export function judgeLookUp(lookUp: LookUp, advisories: readonly Advisory[], readings: Readings): Judgement {
  if (advisories.length === 0) return { judged: [], unknownStreams: 0 };
  const scheme = schemeOf(lookUp.ecosystem);
  let unknownStreams = 0;
  const judge = (candidate: readonly Advisory[]) =>
    candidate.map(
      (advisory): Judged => ({ ...judgeAdvisory(lookUp.version, advisory, { scheme, readings }), advisory, lookUp }),
    );
  if (lookUp.package.type !== 'rpm') return { judged: judge(advisories), unknownStreams };
  const streams = advisories.filter((advisory) => {
    const match = matchStreams(lookUp.package, advisory);
    if (match === 'unknown') unknownStreams++;
    return match === 'same';
  });
  const alone = judge(streams);
  // Choosing among the builds of one erratum can only clear what one of them alone calls affected.
  if (lookUp.version === undefined || streams.length < 2 || alone.every(({ verdict }) => verdict !== 'affected'))
    return { judged: alone, unknownStreams };
  const judged = ofInstalledBranch(streams, lookUp.version).map(({ advisory, ranges }): Judged => {
    const chosen = { ranges, versions: advisory.versions };
    return { ...judgeAdvisory(lookUp.version, chosen, { scheme, readings }), advisory, lookUp };
  });
  return { judged, unknownStreams };
}
