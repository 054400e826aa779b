/**
 * Debian's security tracker: what its records in OSV do not tell — that a release will not get a fix, gets it later, or is not affected —
 * and the issues that are open. https://security-tracker.debian.org/tracker/data/json
 */
import type { FixStatus, Rating } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { debianReleases } from '../record/debian-releases.ts';
import { recordLimits as limits } from '../record/limits.ts';
import type { NormalAffected } from '../record/normal-record.ts';
import { isCve } from '../record/osv-record.ts';
import { asName, asObject, asText, type Json } from '../record/osv-shape.ts';
import { severityOfWord } from '../record/severity.ts';
import type { FeedReader, FeedSink } from './feed.ts';
import { jsonMembers, MembersError } from './json-members.ts';

export const readDebianTracker: FeedReader = async ({ file, where, sink }) => {
  try {
    for await (const [source, issues] of jsonMembers(file, { memberBytes: 64 << 20, members: 200_000 })) {
      const json = asObject(issues);
      const name = asName(source, limits.nameChars);
      if (json === undefined || name === undefined) sink.invalid(source.slice(0, 80), 'it is no list of issues');
      else for (const [id, issue] of Object.entries(json)) takeIssue(asObject(issue), { id, name, sink });
      await sink.breathe();
    }
  } catch (cause) {
    if (!(cause instanceof MembersError)) throw cause;
    throw new ScanError('FEED_INVALID', `${where} is not the data of Debian's security tracker: ${cause.message}`, {
      hint: 'Check the address or the mirror, and run the update again.',
      cause,
    });
  }
};

function takeIssue(issue: Json | undefined, { id, name, sink }: { id: string; name: string; sink: FeedSink }): void {
  const states = asObject(issue?.releases);
  if (states === undefined || !/^(?:CVE|TEMP)-[\w-]{1,40}$/.test(id)) {
    sink.invalid(`${name} ${id}`.slice(0, 80), 'it has no releases');
    return;
  }
  const affected: NormalAffected[] = [];
  for (const [release, state] of Object.entries(states)) {
    const number = debianReleases.get(release);
    const json = asObject(state);
    if (number === undefined || json === undefined) continue;
    affected.push({ ...stateOf(json), ecosystem: `Debian:${number}`, package: name, versions: [], module: undefined });
  }
  if (affected.length === 0) return;
  const text = asText(issue?.description, limits.detailChars);
  const upstream = isCve(id) ? [id] : [];
  const head = { aliases: [], upstream, malicious: false, ratings: [], publishedAt: undefined, modifiedAt: 0 };
  sink.record({
    // A record a source package: the same CVE may be fixed in one and open in another.
    head: { ...head, id: `DEBIAN-${id}-${name}`.slice(0, limits.idChars), summary: text.slice(0, limits.summaryChars) },
    affected,
    detail: { summary: '', details: text, references: [`https://security-tracker.debian.org/tracker/${id}`], cwes: [] },
  });
}

function stateOf(json: Json): Pick<NormalAffected, 'ranges' | 'status' | 'ratings' | 'notAffected'> {
  const fixed = asName(json.fixed_version, limits.versionChars);
  const urgency = asName(json.urgency, 40) ?? '';
  const severity = severityOfWord(urgency);
  const ratings: readonly Rating[] =
    severity === undefined ? [] : [{ source: 'debian', severity, score: undefined, vector: undefined }];
  if (json.status === 'resolved') {
    // "0" is how the tracker writes that a release never had it.
    if (fixed === undefined || fixed === '0') return { ranges: [], status: undefined, ratings, notAffected: true };
    const events = [{ introduced: '0' }, { fixed }];
    return { ranges: [{ type: 'ECOSYSTEM', events }], status: undefined, ratings, notAffected: false };
  }
  // A version in which it will be fixed is no fix until it is published: then the state is `resolved`.
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] as const;
  return { ranges, status: openStatus(json, urgency), ratings, notAffected: false };
}

function openStatus(json: Json, urgency: string): FixStatus {
  if (urgency === 'end-of-life') return 'end-of-life';
  if (json.status === 'undetermined') return 'under-investigation';
  if (json.nodsa_reason === 'postponed') return 'fix-deferred';
  // `ignored`, or a decision without a reason: left to a point release, if one ever takes it.
  if (json.nodsa !== undefined && json.nodsa !== null) return 'will-not-fix';
  return 'not-fixed';
}
