/** What a walk through an archive and those in it has used up, and where it is. */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { type Budget, ZipError } from './zip.ts';

export const deepest = 8;
const mostArchives = 5000;
const mostEntriesInAll = 1_000_000;
/** Of a manifest or pom.properties. */
export const largestText = 1024 * 1024;

/** Archives in archives that are larger are read as they go by. */
export interface WalkLimits {
  /** Bytes of one, packed. */
  readonly packed: number;
  /** Bytes of those that are held inflated at the same time, one within the other. */
  readonly held: number;
}

export const walkLimits: WalkLimits = { packed: 8 * 1024 * 1024, held: 16 * 1024 * 1024 };
/** Nobody packs an archive to a fiftieth, for what is in it is packed already. */
const mostRatio = 50;

export interface Walk {
  readonly limits: WalkLimits;
  readonly budget: Budget;
  problem(kind: ZipError['kind'], within: string | undefined, reason: string): void;
  held: number;
  archives: number;
  entries: number;
  stopped: boolean;
  /** Where packed bytes are put together: one buffer, used again and again. */
  room: Buffer;
}

export interface Place {
  readonly fileName: string;
  readonly within: string | undefined;
  readonly depth: number;
  /** false: the end is missing, the directory with it. */
  readonly whole: boolean;
  found(packages: readonly FoundPackage[]): void;
}

export function createWalk({ limits, budget, problem }: Pick<Walk, 'limits' | 'budget' | 'problem'>): Walk {
  return { limits, budget, problem, held: 0, archives: 0, entries: 0, stopped: false, room: Buffer.alloc(0) };
}

/** What failed work took in memory is garbage that nobody can let go of, so that it must end sooner than work that comes to something. */
const failureCosts = 4;

/** A broken or oversized part costs that part. @returns whether it was neither */
export function attempt(walk: Walk, within: string | undefined, work: () => void): boolean {
  const before = walk.budget.left;
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    walk.budget.left -= (failureCosts - 1) * (before - walk.budget.left);
    walk.problem(error.kind, within, error.message);
    return false;
  }
}

/** @throws ZipError when it is one too many */
export function countArchive(walk: Walk): void {
  walk.archives++;
  if (walk.archives > mostArchives) tooMany(walk);
}

/** @throws ZipError when there are too many of them */
export function countEntries(walk: Walk, entries: number): void {
  walk.entries += entries;
  if (walk.entries > mostEntriesInAll) tooMany(walk);
}

function tooMany(walk: Walk): never {
  walk.stopped = true;
  throw new ZipError('bomb', `more than ${mostArchives} archives or ${mostEntriesInAll} entries lie within each other`);
}

/** @throws ZipError when it would be one too deep */
export function within(walk: Walk, { within, depth, found }: Place, name: string): Place {
  if (depth + 1 >= deepest) {
    walk.stopped = true;
    throw new ZipError('bomb', `archives are nested more than ${deepest} deep`);
  }
  const fileName = name.slice(name.lastIndexOf('/') + 1);
  return { fileName, within: `${within ?? ''}!/${name}`, depth: depth + 1, whole: true, found };
}

/** Whether something that unpacks to more than can be held may be what it seems to be. */
export function isPlausible({ limits }: Walk, packed: number): boolean {
  return packed * mostRatio >= limits.held;
}

/** What is stored as it is costs no inflating, but reading. @throws ZipError */
export function charge({ budget }: Walk, bytes: number): void {
  budget.left -= bytes;
  if (budget.left < 0) throw new ZipError('bomb', 'it and the archives in it unpack to more than is read');
}

/** Nothing of it is needed any more, and a collector does not know how large it is. */
export function letGo({ buffer }: Buffer): void {
  // Small ones share their memory with others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= 256 * 1024) buffer.transfer(0);
}
