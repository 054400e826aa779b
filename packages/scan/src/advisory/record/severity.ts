/** Severities: words of many databases, and CVSS vectors. */
import type { ImageSeverity, Rating } from '@plimsoll/core';
import cvss from 'ae-cvss-calculator';
import { recordLimits } from './limits.ts';

const words: ReadonlyMap<string, ImageSeverity> = new Map([
  ['unimportant', 'negligible'],
  ['negligible', 'negligible'],
  ['none', 'negligible'],
  ['low', 'low'],
  ['minor', 'low'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['high', 'high'],
  ['important', 'high'],
  ['critical', 'critical'],
]);

/** undefined for words that rate nothing: `not yet assigned`, `untriaged`. */
export function severityOfWord(word: string): ImageSeverity | undefined {
  // Debian's tracker marks urgencies that a security team has not confirmed with asterisks.
  return words.get(word.trim().toLowerCase().replaceAll('*', ''));
}

/** https://www.first.org/cvss/v3.1/specification-document, section 5 */
export function severityOfScore(score: number): ImageSeverity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'negligible';
}

export interface VectorScore {
  readonly vector: string;
  readonly score: number;
  readonly version: number;
}
export type VectorReader = (vector: string) => VectorScore | undefined;

/** The same few thousand vectors come again and again in a feed; a calculation takes up to a millisecond. */
export function createVectorReader(): VectorReader {
  const known = new Map<string, VectorScore | undefined>();
  return (vector) => {
    if (vector.length > recordLimits.vectorChars) return undefined;
    if (known.has(vector)) return known.get(vector);
    const score = scoreOf(vector);
    if (known.size >= 20_000) known.clear();
    known.set(vector, score);
    return score;
  };
}

function scoreOf(vector: string): VectorScore | undefined {
  try {
    const parsed = cvss.fromVector(vector);
    const score = parsed?.calculateScores().base;
    if (score === undefined || !(score >= 0 && score <= 10)) return undefined;
    const version = /^CVSS:(\d(?:\.\d)?)\//.exec(vector)?.[1];
    return { vector, score, version: version === undefined ? 2 : Number(version) };
  } catch {
    // A vector that is none: the record's other ratings stand, and without any it is unrated.
    return undefined;
  }
}

/** One source's word and vectors as one rating; the vector that agrees with the word explains it best, then the newest version. */
export function ratingOf(
  source: string,
  { word, vectors }: { word: string | undefined; vectors: readonly VectorScore[] },
): Rating | undefined {
  const said = word === undefined ? undefined : severityOfWord(word);
  const ordered = vectors.toSorted((a, b) => b.version - a.version);
  const vector = ordered.find(({ score }) => severityOfScore(score) === said) ?? ordered[0];
  const severity = said ?? (vector === undefined ? undefined : severityOfScore(vector.score));
  return severity === undefined ? undefined : { source, severity, score: vector?.score, vector: vector?.vector };
}
