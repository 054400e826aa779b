/** Where two feeds speak of one package: which of them is believed about what. */
import type { FixStatus } from '@plimsoll/core';
import { baseOf } from '../record/package-name.ts';
import { type PackedHead, type PackedPiece, type Piece, packPiece, unpackHead, unpackPiece } from './codec.ts';
import type { PieceRow } from './write-packages.ts';

/**
 * A piece that says "not affected" removes what others say about the same vulnerability, and itself. Debian's tracker adds states and
 * urgencies to the records of OSV, which has them not, and its own records where OSV has none. Alpine's secdb and OSV tell the same
 * fixes: OSV's record stays, as it has a text.
 */
export function reconcile(ecosystem: string, pieces: readonly PieceRow[]): readonly PieceRow[] {
  const mixed = pieces.some(({ feed }) => feed !== pieces[0]?.feed);
  if (!mixed && !pieces.some(({ body }) => body.endsWith(',1]'))) return pieces;
  const read = pieces.map(readPiece);
  const cleared = new Set(read.filter(({ piece }) => piece.notAffected).flatMap(({ covers }) => covers));
  const left = read.filter(({ piece, covers }) => !piece.notAffected && !isCleared(covers, cleared));
  if (!mixed) return left.map(({ row }) => row);
  return baseOf(ecosystem) === 'Debian' ? withTracker(left) : withoutRepeats(left);
}

interface Read {
  readonly row: PieceRow;
  readonly piece: Piece;
  /** The vulnerabilities it is about. */
  readonly covers: readonly string[];
}

function readPiece(row: PieceRow): Read {
  const piece = unpackPiece(JSON.parse(row.body) as PackedPiece);
  const head = unpackHead(JSON.parse(row.feed.headOf(row.record) ?? '["",[],[],0,[],0,0,""]') as PackedHead);
  const names = [head.id, ...head.aliases, ...head.upstream];
  const cves = names.filter((name) => name.startsWith('CVE-'));
  return { row, piece, covers: cves.length > 0 ? cves : [head.id] };
}

/** An advisory about several vulnerabilities stays as long as one of them is not cleared. */
function isCleared(covers: readonly string[], cleared: ReadonlySet<string>): boolean {
  return covers.length > 0 && covers.every((each) => cleared.has(each));
}

function withTracker(read: readonly Read[]): readonly PieceRow[] {
  const states = new Map<string, Piece>();
  for (const each of read) if (isTracker(each)) for (const cve of each.covers) states.set(cve, each.piece);
  const told = new Set(read.filter((each) => !isTracker(each)).flatMap(({ covers }) => covers));
  const rows: PieceRow[] = [];
  for (const each of read) {
    if (isTracker(each)) {
      if (!each.covers.some((cve) => told.has(cve))) rows.push(each.row);
      continue;
    }
    const state = each.covers.length === 1 ? states.get(each.covers[0] as string) : undefined;
    rows.push(state === undefined ? each.row : { ...each.row, body: packPiece(merged(each.piece, state)) });
  }
  return rows;
}

function isTracker({ row }: Read): boolean {
  return row.feed.state.feed === 'debian-tracker';
}

/** A fix that was published weighs more than an older word that there will be none. */
function merged(own: Piece, tracker: Piece): Piece {
  const fixed = own.ranges.some(({ events }) => events.some((event) => 'fixed' in event));
  const status: FixStatus | undefined = fixed ? own.status : (tracker.status ?? own.status);
  return { ...own, status, ratings: tracker.ratings.length > 0 ? tracker.ratings : own.ratings };
}

function withoutRepeats(read: readonly Read[]): readonly PieceRow[] {
  const told = new Set<string>();
  for (const { row, piece, covers } of read) {
    if (!isSecdb(row)) for (const cve of covers) for (const fix of fixesOf(piece)) told.add(`${cve}\n${fix}`);
  }
  return read
    .filter(({ row, piece, covers }) => {
      if (!isSecdb(row)) return true;
      const fixes = fixesOf(piece);
      return fixes.length === 0 || !covers.every((cve) => fixes.every((fix) => told.has(`${cve}\n${fix}`)));
    })
    .map(({ row }) => row);
}

function isSecdb(row: PieceRow): boolean {
  return /^(?:alpine-secdb|wolfi|chainguard)(?:\/|$)/.test(row.feed.state.feed);
}

function fixesOf(piece: Piece): readonly string[] {
  return piece.ranges.flatMap(({ events }) => events.flatMap((event) => ('fixed' in event ? [event.fixed] : [])));
}
