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
  let candidates = advisories;
  let unknownStreams = 0;
  if (lookUp.package.type === 'rpm') {
    candidates = advisories.filter((advisory) => {
      const match = matchStreams(lookUp.package, advisory);
      if (match === 'unknown') unknownStreams++;
      return match === 'same';
    });
    if (lookUp.version !== undefined) candidates = ofInstalledBranch(candidates, lookUp.version);
  }
  const judged: Judged[] = [];
  for (const advisory of candidates) {
    const verdict = judgeAdvisory(lookUp.version, advisory, { scheme, readings });
    judged.push({ ...verdict, advisory, lookUp });
  }
  return { judged, unknownStreams };
}
