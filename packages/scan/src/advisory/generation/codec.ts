/**
 * How records lie in the files: JSON, but short.
 *
 * A piece is what one record says of one package: `[ranges, versions, status, module, ratings, notAffected]`, with what is absent as 0
 * and cut off at the end; a range is its type and its events, `["E","i0","f1.2.3-1"]`. In a generation the record's number comes first.
 */
import type { FixStatus, Rating } from '@plimsoll/core';
import type { AdvisoryEvent, AdvisoryRange } from '../advisory.ts';
import type { NormalAffected, RecordHead } from '../record/normal-record.ts';

type PackedRating = readonly [source: string, severity: string, score: number | 0, vector: string | 0];
export type PackedPiece = readonly [
  ranges: readonly (readonly string[])[],
  versions?: readonly string[] | 0,
  status?: string | 0,
  module?: string | 0,
  ratings?: readonly PackedRating[] | 0,
  notAffected?: 1 | 0,
];
export type PackedHead = readonly [
  id: string,
  aliases: readonly string[],
  upstream: readonly string[],
  malicious: 0 | 1,
  ratings: readonly PackedRating[],
  publishedAt: number,
  modifiedAt: number,
  summary: string,
  feed?: number,
];

export type Piece = Omit<NormalAffected, 'ecosystem' | 'package'>;

export function packPiece(piece: Piece): string {
  const packed: unknown[] = [
    piece.ranges.map(({ type, events }) => [type === 'SEMVER' ? 'S' : 'E', ...events.map(packEvent)]),
    piece.versions.length === 0 ? 0 : piece.versions,
    piece.status ?? 0,
    piece.module ?? 0,
    piece.ratings.length === 0 ? 0 : piece.ratings.map(packRating),
    piece.notAffected ? 1 : 0,
  ];
  while (packed.length > 1 && packed.at(-1) === 0) packed.pop();
  return JSON.stringify(packed);
}

export function unpackPiece([ranges, versions, status, module, ratings, notAffected]: PackedPiece): Piece {
  return {
    ranges: ranges.map(unpackRange),
    versions: versions || [],
    status: (status || undefined) as FixStatus | undefined,
    module: module === 0 ? undefined : module,
    ratings: (ratings || []).map(unpackRating),
    notAffected: notAffected === 1,
  };
}

export function packHead(head: RecordHead, feed?: number): string {
  const packed: unknown[] = [
    head.id,
    head.aliases,
    head.upstream,
    head.malicious ? 1 : 0,
    head.ratings.map(packRating),
    head.publishedAt ?? 0,
    head.modifiedAt,
    head.summary,
  ];
  if (feed !== undefined) packed.push(feed);
  return JSON.stringify(packed);
}

export function unpackHead(packed: PackedHead): RecordHead {
  const [id, aliases, upstream, malicious, ratings, publishedAt, modifiedAt, summary] = packed;
  return {
    id,
    aliases,
    upstream,
    malicious: malicious === 1,
    ratings: ratings.map(unpackRating),
    publishedAt: publishedAt || undefined,
    modifiedAt,
    summary,
  };
}

function packEvent(event: AdvisoryEvent): string {
  if ('introduced' in event) return `i${event.introduced}`;
  if ('fixed' in event) return `f${event.fixed}`;
  return 'lastAffected' in event ? `l${event.lastAffected}` : `m${event.limit}`;
}

function unpackRange(packed: readonly string[]): AdvisoryRange {
  const events: AdvisoryEvent[] = [];
  for (let index = 1; index < packed.length; index++) events.push(unpackEvent(packed[index] as string));
  return { type: packed[0] === 'S' ? 'SEMVER' : 'ECOSYSTEM', events };
}

function unpackEvent(packed: string): AdvisoryEvent {
  const version = packed.slice(1);
  switch (packed.charCodeAt(0)) {
    case 0x69:
      return { introduced: version };
    case 0x66:
      return { fixed: version };
    case 0x6c:
      return { lastAffected: version };
    default:
      return { limit: version };
  }
}

function packRating({ source, severity, score, vector }: Rating): readonly unknown[] {
  // A score may be 0.0: told apart from "none" by being a text.
  return [source, severity, score === 0 ? '0' : (score ?? 0), vector ?? 0];
}

function unpackRating([source, severity, score, vector]: PackedRating): Rating {
  return {
    source,
    severity: severity as Rating['severity'],
    score: score === 0 ? undefined : Number(score),
    vector: vector || undefined,
  };
}
