/**
 * Walks a Java archive and the archives in it.
 *
 * in     an archive's bytes, all of them or as they go by
 * out    packages of each archive, by where it lies: `!/WEB-INF/lib/x.jar`
 * holds  at most eight archives deep; entries, archives, inflated bytes and inflated bytes held at a time are limited over the whole walk
 */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { kindOf, liesBelow, nameOf } from './entry-kind.ts';
import { type Coordinates, packagesOfJar, readManifest, readPomProperties } from './jar-identity.ts';
import { type NestedReaders, readPacked } from './nested-archive.ts';
import { type StreamedArchive, streamArchive } from './stream-archive.ts';
import {
  attempt,
  charge,
  countArchive,
  countEntries,
  createWalk,
  largestText,
  letGo,
  type Place,
  type Walk,
  walkLimits,
  within,
} from './walk.ts';
import { contentOf, directoryOf, entriesInOrder, packedOf, type ZipEntry, type ZipError } from './zip.ts';

export interface ArchiveVisitor {
  readonly fileName: string;
  found(packages: readonly FoundPackage[]): void;
  problem(kind: ZipError['kind'], within: string | undefined, reason: string): void;
}

const mostInflated = 256 * 1024 * 1024;
/** Of an archive's size, where that is more: what is packed twice is hardly smaller. */
const mostInflatedTimes = 4;

const readers: NestedReaders = {
  held: visit,
  streamed: (walk, place) => streamArchive(walk, place, readers),
};

/** @param whole false: the end is missing, the directory with it */
export function readArchive(archive: Buffer, whole: boolean, visitor: ArchiveVisitor, limits = walkLimits): void {
  const walk = createWalk({ limits, budget: { left: mostInflated }, problem: visitor.problem });
  visit(walk, archive, { ...top(visitor), whole });
  letGo(walk.room);
}

/** @param bytes of it, as far as that is known */
export function followArchive(bytes: number, visitor: ArchiveVisitor, limits = walkLimits): StreamedArchive {
  const budget = { left: Math.max(mostInflated, mostInflatedTimes * bytes) };
  const walk = createWalk({ limits, budget, problem: visitor.problem });
  const archive = readers.streamed(walk, top(visitor));
  return {
    push: (chunk) => archive.push(chunk),
    end(whole) {
      const isArchive = archive.end(whole);
      letGo(walk.room);
      return isArchive;
    },
  };
}

function top({ fileName, found }: ArchiveVisitor): Place {
  return { fileName, within: undefined, depth: 0, whole: true, found };
}

function visit(walk: Walk, zip: Buffer, place: Place): void {
  attempt(walk, place.within, () => {
    const entries = place.whole ? directoryOf(zip) : entriesInOrder(zip, walk.budget);
    countEntries(walk, entries.length);
    countArchive(walk);
    const { poms, pomFolders, manifest, nested } = sort(walk, zip, entries, place);
    const hasFolder = (folder: string) => {
      const start = Buffer.from(folder);
      return entries.some((entry) => liesBelow(zip, entry, start));
    };
    place.found(packagesOfJar({ fileName: place.fileName, poms, pomFolders, manifest, hasFolder }, place.within));
    for (const entry of nested) {
      if (walk.stopped) return;
      descend(walk, zip, entry, place);
    }
  });
}

interface Sorted {
  readonly poms: Coordinates[];
  readonly pomFolders: Coordinates[];
  manifest: ReadonlyMap<string, string>;
  readonly nested: ZipEntry[];
}

function sort(walk: Walk, zip: Buffer, entries: readonly ZipEntry[], place: Place): Sorted {
  const sorted: Sorted = { poms: [], pomFolders: [], manifest: new Map(), nested: [] };
  const read = (entry: ZipEntry) => {
    const content = contentOf(zip, entry, { most: largestText, budget: walk.budget });
    if (content.buffer === zip.buffer) {
      charge(walk, content.length);
      return content.toString();
    }
    const text = content.toString();
    letGo(content);
    return text;
  };
  let manifest: ZipEntry | undefined;
  for (const entry of entries) {
    switch (kindOf(zip, entry)) {
      case 'archive':
        sorted.nested.push(entry);
        break;
      case 'manifest':
        // Of several the last one counts, as it does for Java.
        manifest = entry;
        break;
      case 'properties':
        attempt(walk, place.within, () => {
          const pom = readPomProperties(read(entry));
          if (pom !== undefined) sorted.poms.push(pom);
        });
        break;
      case 'pom': {
        const [, , group, artifact] = nameOf(zip, entry).split('/');
        if (group !== undefined && artifact !== undefined)
          sorted.pomFolders.push({ group, artifact, version: undefined });
        break;
      }
      case undefined:
    }
  }
  if (manifest !== undefined) {
    const last = manifest;
    attempt(walk, place.within, () => {
      sorted.manifest = readManifest(read(last));
    });
  }
  return sorted;
}

function descend(walk: Walk, zip: Buffer, entry: ZipEntry, place: Place): void {
  const name = nameOf(zip, entry);
  attempt(walk, `${place.within ?? ''}!/${name}`, () => {
    const inner = within(walk, place, name);
    readPacked(walk, packedOf(zip, entry), { name, method: entry.method, size: entry.size, place: inner }, readers);
  });
}
