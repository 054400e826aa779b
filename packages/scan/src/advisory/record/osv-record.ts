/** One OSV record in our form. */
import { recordLimits as limits } from './limits.ts';
import type { Normalised, RecordHead } from './normal-record.ts';
import { affectedOf } from './osv-affected.ts';
import { ratingsOf } from './osv-ratings.ts';
import { asList, asName, asNames, asObject, asText, asTime, type Json } from './osv-shape.ts';
import { isDistribution } from './package-name.ts';
import type { VectorReader } from './severity.ts';

export interface OsvOptions {
  /** Only packages of this ecosystem (`Debian` stands for `Debian:12`): a record lies in the archive of every ecosystem it names. */
  readonly base: string;
  readonly vectors: VectorReader;
}

export function normaliseOsv(value: unknown, { base, vectors }: OsvOptions): Normalised {
  const json = asObject(value);
  if (json === undefined) return { invalid: 'it is no JSON object' };
  const id = asName(json.id, limits.idChars);
  if (id === undefined) return { invalid: 'it has no id' };
  if (json.withdrawn !== undefined && json.withdrawn !== null && json.withdrawn !== '')
    return { leftOut: 'withdrawn', id };
  if (json.affected !== undefined && !Array.isArray(json.affected)) return { invalid: '`affected` is no list' };
  const names = namesOf(id, json, base);
  if (isOnlyMaintenance(id, names)) return { leftOut: 'not-security', id };
  const summary = asText(json.summary, limits.summaryChars);
  const affected = affectedOf(asList(json.affected), { id, base, summary, vectors });
  if ('invalid' in affected) return affected;
  if (affected.length === 0) return { leftOut: 'no-package', id };
  const publishedAt = asTime(json.published);
  const head: RecordHead = {
    id,
    ...names,
    malicious: id.startsWith('MAL-'),
    ratings: ratingsOf(json, { id, base, summary, vectors }),
    publishedAt,
    modifiedAt: asTime(json.modified) ?? publishedAt ?? 0,
    summary: summary === '' ? firstSentence(asText(json.details, 2_000)) : summary,
  };
  return { record: { head, affected, detail: detailOf(json) } };
}

/**
 * `aliases` are the same vulnerability under another name. A distribution's advisory that lists several CVEs there means the ones it
 * fixes: as aliases they would become one vulnerability. Older records name what they fix only in `related` or in their own id.
 */
function namesOf(id: string, json: Json, base: string): Pick<RecordHead, 'aliases' | 'upstream'> {
  const aliases = asNames(json.aliases, limits.idChars).filter((each) => each !== id);
  const upstream = new Set(asNames(json.upstream, limits.idChars).filter((each) => each !== id));
  if (!isDistribution(base)) return { aliases, upstream: [...upstream] };
  const cves = aliases.filter(isCve);
  if (cves.length > 1) for (const each of aliases) upstream.add(each);
  if (cves.length === 0 && upstream.size === 0) {
    const own = /^[A-Z]+-(CVE-\d{4}-\d{4,})/.exec(id)?.[1];
    const fixed = own === undefined ? asNames(json.related, limits.idChars).filter(isCve) : [own];
    for (const each of fixed) upstream.add(each);
  }
  return { aliases: cves.length > 1 ? [] : aliases, upstream: [...upstream] };
}

export function isCve(id: string): boolean {
  return /^CVE-\d{4}-\d{4,19}$/.test(id);
}

/** Errata for bugs and enhancements are in these feeds too; they concern security only if they name a vulnerability. */
function isOnlyMaintenance(id: string, { aliases, upstream }: Pick<RecordHead, 'aliases' | 'upstream'>): boolean {
  if (!/^(?:(?:AL|RL|RH|EL)[BE]A|SUSE-[RFO]U|openSUSE-[RFO]U)-/.test(id)) return false;
  return aliases.length === 0 && upstream.length === 0;
}

function detailOf(json: Json): {
  readonly summary: string;
  readonly details: string;
  readonly references: readonly string[];
  readonly cwes: readonly string[];
} {
  const references: string[] = [];
  for (const each of asList(json.references)) {
    const url = asName(asObject(each)?.url, limits.urlChars);
    if (url !== undefined && /^https?:\/\//.test(url) && references.length < limits.references) references.push(url);
  }
  const own = asObject(json.database_specific);
  const cwes = [
    ...asNames(own?.cwe_ids, 20),
    ...asNames(
      asList(own?.cwes).map((each) => asObject(each)?.cweId),
      20,
    ),
  ];
  return {
    summary: asText(json.summary, limits.summaryChars * 4),
    details: asText(json.details, limits.detailChars),
    references,
    cwes: [...new Set(cwes.filter((each) => /^CWE-\d{1,6}$/.test(each)))],
  };
}

/** Many records have no summary; the first sentence of the text serves. */
function firstSentence(details: string): string {
  const line = details.replace(/\s+/g, ' ').trim();
  const end = /[.!?](?=\s|$)/.exec(line.slice(0, limits.summaryChars));
  return end === null ? asText(line, limits.summaryChars) : line.slice(0, end.index + 1);
}
