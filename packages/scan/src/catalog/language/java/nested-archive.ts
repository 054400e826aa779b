/** An archive within one that goes by: put together and read whole where it is small, else looked through in the same way. */
import { type Inflater, inflater } from './inflate-stream.ts';
import type { StreamedArchive } from './stream-archive.ts';
import { attempt, isPlausible, letGo, type Place, type Walk, within } from './walk.ts';
import { deflated, isZip, stored, unknownMethod, unpacked, ZipError, ZipTooLarge } from './zip.ts';
import type { PackedSink } from './zip-stream.ts';

/** How archives are read; each of the two needs the other. */
export interface NestedReaders {
  held(walk: Walk, archive: Buffer, place: Place): void;
  streamed(walk: Walk, place: Place): StreamedArchive;
}

export interface NestedEntry {
  readonly name: string;
  readonly method: number;
  readonly packed: number | undefined;
  readonly size: number;
  /** Of the archive it lies in. */
  readonly place: Place;
}

const leastRoom = 256 * 1024;

export function nestedArchive(walk: Walk, entry: NestedEntry, readers: NestedReaders): PackedSink | undefined {
  const { name, method, size } = entry;
  const mostPacked = walk.limits.packed;
  const inside = `${entry.place.within ?? ''}!/${name}`;
  let inner: Place | undefined;
  attempt(walk, inside, () => {
    inner = within(walk, entry.place, name);
    if (method !== stored && method !== deflated) throw unknownMethod(name, method);
  });
  if (inner === undefined) return undefined;
  const place = inner;
  let room = walk.room;
  // Whatever lies in it puts its own bytes elsewhere.
  walk.room = Buffer.alloc(0);
  let filled = 0;
  let passing: Passing | undefined;
  let isWanted = true;

  function pass(): void {
    passing = passThrough(walk, { name, method, size, place }, readers);
    if (filled === 0) walk.room = room;
    else {
      isWanted = passing.push(room.subarray(0, filled));
      letGo(room);
    }
    room = Buffer.alloc(0);
  }

  function go(work: () => void): void {
    isWanted = attempt(walk, inside, work) && isWanted && !walk.stopped;
  }

  if ((entry.packed ?? 0) > mostPacked || size > walk.limits.held) go(pass);
  return {
    bytes(part) {
      if (!isWanted) return;
      go(() => {
        if (passing === undefined && filled + part.length > mostPacked) pass();
        if (passing !== undefined) {
          isWanted = passing.push(part);
          return;
        }
        const needed = filled + part.length;
        if (needed > room.length) {
          const known = entry.packed ?? Math.max(needed * 2, leastRoom);
          const wider = Buffer.allocUnsafeSlow(Math.min(mostPacked, Math.max(needed, known)));
          room.copy(wider, 0, 0, filled);
          room = wider;
        }
        part.copy(room, filled);
        filled = needed;
      });
    },
    end(whole) {
      if (passing !== undefined) passing.end(whole);
      else if (isWanted && whole)
        go(() => readPacked(walk, room.subarray(0, filled), { name, method, size, place }, readers));
      if (room.length > walk.room.length) walk.room = room;
    },
  };
}

interface Packed {
  readonly name: string;
  readonly method: number;
  /** As its header says. */
  readonly size: number;
  readonly place: Place;
}

/** Unpacks it where it fits, else as it is looked through. @throws ZipError */
export function readPacked(walk: Walk, packed: Buffer, entry: Packed, readers: NestedReaders): void {
  const { name, method, size, place } = entry;
  const most = method === stored ? packed.length : walk.limits.held - walk.held;
  let content: Buffer;
  try {
    content = unpacked(packed, { method, size, name: () => name }, { most, budget: walk.budget });
  } catch (error) {
    if (!(error instanceof ZipTooLarge) || !isPlausible(walk, packed.length) || walk.budget.left <= 0) throw error;
    const passing = passThrough(walk, entry, readers);
    passing.push(packed);
    passing.end(true);
    return;
  }
  // What is stored as it is takes no memory of its own.
  const held = method === stored ? 0 : content.length;
  walk.held += held;
  try {
    if (isZip(content)) readers.held(walk, content, place);
  } finally {
    walk.held -= held;
    if (held > 0) letGo(content);
  }
}

interface Passing {
  /** @returns false when it needs no more of them. @throws ZipError */
  push(packed: Buffer): boolean;
  end(whole: boolean): void;
}

function passThrough(walk: Walk, { name, method, place }: Packed, readers: NestedReaders): Passing {
  const archive = readers.streamed(walk, place);
  const unpack: Inflater | undefined =
    method === deflated ? inflater(name, walk.budget, (bytes) => archive.push(bytes)) : undefined;
  let isBroken = false;
  return {
    push(packed) {
      if (unpack === undefined) return archive.push(packed);
      try {
        return unpack.push(packed);
      } catch (error) {
        isBroken = error instanceof ZipError;
        throw error;
      }
    },
    end: (whole) => {
      archive.end(whole && !isBroken);
    },
  };
}
