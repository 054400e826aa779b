/**
 * Walks a Java archive and the archives in it.
 *
 * in     an archive's bytes
 * out    packages of each archive, by where it lies: `!/WEB-INF/lib/x.jar`
 * holds  at most eight archives deep; entries, archives, inflated bytes and inflated bytes held at a time are limited over the whole walk
 */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { fileName } from '../bystander.ts';
import { isJavaArchive } from './archive-name.ts';
import { type Coordinates, packagesOfJar, readManifest, readPomProperties } from './jar-identity.ts';
import { type Budget, contentOf, directoryOf, entriesInOrder, isZip, nameOf, type ZipEntry, ZipError } from './zip.ts';

export interface ArchiveVisitor {
  readonly fileName: string;
  /** false: the end is missing, the directory with it. */
  readonly whole: boolean;
  found(packages: readonly FoundPackage[]): void;
  problem(kind: 'corrupt' | 'bomb', within: string | undefined, reason: string): void;
}

const deepest = 8;
const mostArchives = 5000;
const mostEntriesInAll = 1_000_000;
const mostInflated = 256 * 1024 * 1024;
/** Nested archives that are held inflated at the same time, one within the other. */
const mostHeld = 48 * 1024 * 1024;
/** Of a manifest or pom.properties. */
const largestText = 1024 * 1024;

interface Walk {
  readonly visitor: ArchiveVisitor;
  readonly budget: Budget;
  held: number;
  archives: number;
  entries: number;
  stopped: boolean;
}

interface Place {
  readonly fileName: string;
  readonly within: string | undefined;
  readonly depth: number;
  readonly whole: boolean;
}

export function readArchive(archive: Buffer, visitor: ArchiveVisitor): void {
  const walk: Walk = { visitor, budget: { left: mostInflated }, held: 0, archives: 0, entries: 0, stopped: false };
  visit(walk, archive, { fileName: visitor.fileName, within: undefined, depth: 0, whole: visitor.whole });
}

function visit(walk: Walk, zip: Buffer, place: Place): void {
  attempt(walk, place.within, () => {
    const entries = place.whole ? directoryOf(zip) : entriesInOrder(zip, walk.budget);
    walk.entries += entries.length;
    walk.archives++;
    if (walk.entries > mostEntriesInAll || walk.archives > mostArchives) {
      walk.stopped = true;
      throw new ZipError(
        'bomb',
        `more than ${mostArchives} archives or ${mostEntriesInAll} entries lie within each other`,
      );
    }
    const { poms, pomFolders, manifest, nested } = sort(walk, zip, entries, place);
    const hasFolder = (folder: string) => holdsFolder(zip, entries, folder);
    walk.visitor.found(
      packagesOfJar({ fileName: place.fileName, poms, pomFolders, manifest, hasFolder }, place.within),
    );
    for (const entry of nested) {
      if (walk.stopped) return;
      descend(walk, zip, entry, place);
    }
  });
}

/** A broken or oversized part costs that part. */
function attempt(walk: Walk, within: string | undefined, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    walk.visitor.problem(error.kind, within, error.message);
  }
}

interface Sorted {
  readonly poms: Coordinates[];
  readonly pomFolders: Coordinates[];
  manifest: ReadonlyMap<string, string>;
  readonly nested: ZipEntry[];
}

function sort(walk: Walk, zip: Buffer, entries: readonly ZipEntry[], { within }: Place): Sorted {
  const sorted: Sorted = { poms: [], pomFolders: [], manifest: new Map(), nested: [] };
  const read = (entry: ZipEntry) => {
    const content = contentOf(zip, entry, { most: largestText, budget: walk.budget });
    // What is stored as it is costs no inflating, but reading.
    if (content.buffer === zip.buffer) walk.budget.left -= content.length;
    if (walk.budget.left < 0) throw new ZipError('bomb', 'it and the archives in it unpack to more than is read');
    return content.toString();
  };
  for (const entry of entries) {
    switch (endingOf(zip, entry)) {
      case 'archive':
        sorted.nested.push(entry);
        break;
      case 'manifest':
        attempt(walk, within, () => {
          sorted.manifest = readManifest(read(entry));
        });
        break;
      case 'properties':
        attempt(walk, within, () => {
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
  return sorted;
}

/** By a few bytes first: most of an archive's entries are classes, and there are ten thousands. */
function endingOf(zip: Buffer, entry: ZipEntry): 'archive' | 'manifest' | 'properties' | 'pom' | undefined {
  const { nameStart, nameEnd } = entry;
  const last = zip[nameEnd - 1];
  if (zip[nameEnd - 4] === 0x2e && (last === 0x72 || last === 0x69))
    return isJavaArchive(nameOf(zip, entry)) ? 'archive' : undefined;
  // M of META-INF
  if (zip[nameStart] !== 0x4d || (last !== 0x46 && last !== 0x73 && last !== 0x6c)) return undefined;
  const name = nameOf(zip, entry);
  if (name === 'META-INF/MANIFEST.MF') return 'manifest';
  if (!name.startsWith('META-INF/maven/')) return undefined;
  if (name.endsWith('/pom.properties')) return 'properties';
  return name.endsWith('/pom.xml') ? 'pom' : undefined;
}

function descend(walk: Walk, zip: Buffer, entry: ZipEntry, { within, depth }: Place): void {
  const name = nameOf(zip, entry);
  const inside = `${within ?? ''}!/${name}`;
  attempt(walk, inside, () => {
    if (depth + 1 >= deepest) {
      walk.stopped = true;
      throw new ZipError('bomb', `archives are nested more than ${deepest} deep`);
    }
    const content = contentOf(zip, entry, { most: mostHeld - walk.held, budget: walk.budget });
    // What is stored as it is takes no memory of its own.
    const held = content.buffer === zip.buffer ? 0 : content.length;
    if (!isZip(content)) return;
    walk.held += held;
    visit(walk, content, { fileName: fileName(name), within: inside, depth: depth + 1, whole: true });
    walk.held -= held;
  });
}

function holdsFolder(zip: Buffer, entries: readonly ZipEntry[], folder: string): boolean {
  const start = Buffer.from(folder);
  return entries.some(
    ({ nameStart, nameEnd }) =>
      nameEnd - nameStart > start.length &&
      nameEnd <= zip.length &&
      zip.compare(start, 0, start.length, nameStart, nameStart + start.length) === 0,
  );
}
