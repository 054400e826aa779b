/** How bad a record says it is: the database's own word first, then what others are quoted with. */
import type { Rating } from '@plimsoll/core';
import { recordLimits as limits } from './limits.ts';
import { severityWordOf } from './module-streams.ts';
import { asList, asName, asObject, type Json } from './osv-shape.ts';
import { ratingOf, severityOfWord, type VectorReader, type VectorScore } from './severity.ts';

interface RatingOptions {
  readonly id: string;
  readonly base: string;
  readonly summary: string;
  readonly vectors: VectorReader;
}

export function ratingsOf(json: Json, { id, base, summary, vectors }: RatingOptions): readonly Rating[] {
  const source = sourceOf(id, base);
  const own = asObject(json.database_specific);
  const { scores, words } = readSeverity(json.severity, vectors);
  const word = asName(own?.severity, 40) ?? words[0] ?? (source === 'ghsa' ? undefined : severityWordOf(summary));
  // Debian and Ubuntu rate with words; the vectors in their CVE records are NVD's.
  const quoted = (source === 'debian' || source === 'ubuntu') && /-CVE-|^CVE-/.test(id);
  if (!quoted) return present(ratingOf(source, { word, vectors: scores }));
  return present(ratingOf(source, { word, vectors: [] }), ratingOf('nvd', { word: undefined, vectors: scores }));
}

/** Of one package in a record. [] when it says nothing of its own. */
export function packageRatings(json: Json, { id, base, vectors }: RatingOptions): readonly Rating[] {
  const source = sourceOf(id, base);
  const own = asObject(json.ecosystem_specific);
  const database = asObject(json.database_specific);
  const { scores, words } = readSeverity(json.severity, vectors);
  const cvss = asName(database?.cvss, limits.vectorChars);
  const vector = cvss === undefined ? undefined : vectors(cvss);
  const word = [own?.urgency, own?.severity, own?.ubuntu_priority, database?.severity, words[0]]
    .map((each) => asName(each, 40))
    .find((each) => each !== undefined && severityOfWord(each) !== undefined);
  // RustSec's notes on crates without a maintainer are no vulnerabilities.
  const note = database?.informational === 'unmaintained' || database?.informational === 'notice';
  const all: readonly VectorScore[] = vector === undefined ? scores : [vector, ...scores];
  return present(ratingOf(source, { word: word ?? (note ? 'negligible' : undefined), vectors: all }));
}

function readSeverity(
  value: unknown,
  vectors: VectorReader,
): { readonly scores: readonly VectorScore[]; readonly words: readonly string[] } {
  const scores: VectorScore[] = [];
  const words: string[] = [];
  for (const each of asList(value).slice(0, 20)) {
    const json = asObject(each);
    const text = asName(json?.score, limits.vectorChars);
    if (text === undefined) continue;
    if (severityOfWord(text) !== undefined) {
      words.push(text);
      continue;
    }
    const score = vectors(text);
    if (score !== undefined) scores.push(score);
  }
  return { scores, words };
}

const sources: readonly (readonly [RegExp, string])[] = [
  [/^GHSA-/, 'ghsa'],
  [/^PYSEC-/, 'pypa'],
  [/^GO-/, 'go'],
  [/^RUSTSEC-/, 'rustsec'],
  [/^MAL-/, 'malicious-packages'],
  [/^CVE-/, 'nvd'],
];

/** Who speaks in the record. */
function sourceOf(id: string, base: string): string {
  if (base === 'Ubuntu') return 'ubuntu';
  return sources.find(([pattern]) => pattern.test(id))?.[1] ?? base.toLowerCase().replaceAll(' ', '-');
}

function present(...ratings: readonly (Rating | undefined)[]): readonly Rating[] {
  return ratings.filter((each) => each !== undefined);
}
