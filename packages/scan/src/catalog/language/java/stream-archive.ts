/**
 * A Java archive of any size, looked through as it goes by.
 *
 * in     its bytes, chunk by chunk
 * out    what reading it whole would give: of it and of each archive in it
 * holds  one text or one small archive at a time; larger archives in it are looked through in the same way, up to eight deep. What its
 *        directory does not name counts for nothing, and what it names and did not go by is told
 */
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { type EntryKind, kindOf, liesBelow, type NameIn, nameOf } from './entry-kind.ts';
import { byFileName, type Coordinates, packagesOfJar, readManifest, readPomProperties } from './jar-identity.ts';
import { knownFolders } from './known-group.ts';
import { type NestedReaders, nestedArchive } from './nested-archive.ts';
import { attempt, charge, countArchive, countEntries, largestText, letGo, type Place, type Walk } from './walk.ts';
import { beginsAsZip, mostEntries, unpacked, ZipError } from './zip.ts';
import { type PackedSink, type StreamedEntry, splitZip } from './zip-stream.ts';

export interface StreamedArchive {
  /** @returns false when it needs no more of them */
  push(bytes: Buffer): boolean;
  /** `whole`: it went by to its end. @returns whether there was an archive at all */
  end(whole: boolean): boolean;
}

/** What an entry said, if the directory names it. */
interface Said {
  readonly offset: number;
  readonly pom?: Coordinates | undefined;
  readonly folder?: Coordinates | undefined;
  readonly manifest?: ReadonlyMap<string, string> | undefined;
  readonly nested?: readonly FoundPackage[] | undefined;
}

interface Directory {
  /** Where it says that entries are. */
  readonly named: ReadonlySet<number>;
  /** Entries with something to read that did not go by there. */
  readonly missing: number;
  /** It went by from its first byte to its last. */
  readonly whole: boolean;
  /** Where the comment behind it ends, as it says. */
  readonly end: number;
}

/** No path is longer. */
const longestName = 4096;

export function streamArchive(walk: Walk, place: Place, readers: NestedReaders): StreamedArchive {
  const said: Said[] = [];
  /** Where entries with something to read began. */
  const seen = new Set<number>();
  const folders = knownFolders(byFileName(place.fileName).artifact).map((name) => ({ name, bytes: Buffer.from(name) }));
  const foldersSeen = new Set<string>();
  let entries = 0;
  /** Of the directory that goes by. */
  let listed: { offset: number; kind: EntryKind | undefined }[] = [];
  /** Those that the archive may end with: a comment may hold what looks like another. */
  let directories: readonly Directory[] = [];
  /** Bytes that went by. */
  let passed = 0;
  /** The first bytes, until there are enough to see whether it is an archive. */
  let head: Buffer | undefined = Buffer.alloc(0);
  let isGoing = true;

  const splitter = splitZip({
    entry(bytes, entry) {
      countEntries(walk, 1);
      if (++entries > mostEntries) throw new ZipError('bomb', `it has more than ${mostEntries} entries`);
      // A directory that entries follow is that of something in the archive.
      if (directories.length > 0) directories = directories.filter(({ end }) => end > entry.offset);
      for (const { name, bytes: folder } of folders) if (liesBelow(bytes, entry, folder)) foldersSeen.add(name);
      const kind = isNameSane(entry) ? kindOf(bytes, entry) : undefined;
      return kind === undefined ? undefined : sinkFor(kind, entry, nameOf(bytes, entry));
    },
    listed(bytes, { offset, ...name }) {
      if (listed.length >= mostEntries) throw new ZipError('bomb', `it has more than ${mostEntries} entries`);
      const kind = isNameSane(name) ? kindOf(bytes, name) : undefined;
      if (kind !== undefined) listed.push({ offset, kind });
    },
    directory({ shift, whole, at, end }) {
      const named = new Set(listed.map(({ offset }) => offset + shift));
      const missing = listed.filter(({ offset, kind }) => kind !== 'pom' && !seen.has(offset + shift)).length;
      listed = [];
      directories = [...directories.filter((each) => each.end > at), { named, missing, whole, end }];
    },
  });

  function sinkFor(kind: EntryKind, entry: StreamedEntry, name: string): PackedSink | undefined {
    const { offset } = entry;
    if (kind === 'pom') {
      const [, , group, artifact] = name.split('/');
      if (group !== undefined && artifact !== undefined)
        said.push({ offset, folder: { group, artifact, version: undefined } });
      return undefined;
    }
    seen.add(offset);
    if (kind === 'archive') {
      const nested: FoundPackage[] = [];
      said.push({ offset, nested });
      const found = (packages: readonly FoundPackage[]) => {
        for (const each of packages) nested.push(each);
      };
      return nestedArchive(walk, { ...entry, name, place: { ...place, found } }, readers);
    }
    return textOf(entry, name, (text) => {
      if (kind === 'manifest') said.push({ offset, manifest: readManifest(text) });
      else said.push({ offset, pom: readPomProperties(text) });
    });
  }

  function textOf({ method, size }: StreamedEntry, name: string, read: (text: string) => void): PackedSink {
    const parts: Buffer[] = [];
    let length = 0;
    return {
      bytes(part) {
        length += part.length;
        if (length <= largestText) parts.push(Buffer.from(part));
        else parts.length = 0;
      },
      end(whole) {
        if (!whole) return;
        attempt(walk, place.within, () => {
          if (length > largestText) throw new ZipError('bomb', `${name} has ${length} bytes, more than ${largestText}`);
          const packed = Buffer.concat(parts);
          const content = unpacked(
            packed,
            { method, size, name: () => name },
            { most: largestText, budget: walk.budget },
          );
          if (content === packed) charge(walk, content.length);
          const text = content.toString();
          letGo(content);
          read(text);
        });
      },
    };
  }

  function go(work: () => void): void {
    isGoing = attempt(walk, place.within, work) && !walk.stopped;
  }

  function begin(bytes: Buffer): void {
    // Before an application's own archive there may be a script that starts it.
    if (place.depth > 0 && !beginsAsZip(bytes)) isGoing = false;
    else {
      go(() => {
        countArchive(walk);
        splitter.push(bytes);
      });
    }
  }

  return {
    push(bytes) {
      if (!isGoing) return false;
      passed += bytes.length;
      if (head === undefined) go(() => splitter.push(bytes));
      else {
        head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
        if (head.length >= 4) {
          const first = head;
          head = undefined;
          begin(first);
        } else head = Buffer.from(head);
      }
      return isGoing;
    },
    end(whole) {
      const wasGoing = isGoing;
      if (isGoing && head === undefined) go(() => splitter.end());
      if (entries === 0 && directories.length === 0) return false;
      tell(wasGoing && whole);
      return true;
    },
  };

  function tell(whole: boolean): void {
    const directory = directories.findLast(({ end }) => end === passed) ?? directories.at(-1);
    // Of one that is broken nobody can say what it does not name.
    const isNamed = ({ offset }: Said) => directory?.whole !== true || directory.named.has(offset);
    const own = said.filter(isNamed);
    const poms = own.flatMap(({ pom }) => pom ?? []);
    const pomFolders = own.flatMap(({ folder }) => folder ?? []);
    const manifest = own.findLast((each) => each.manifest !== undefined)?.manifest ?? new Map<string, string>();
    const { fileName, within } = place;
    const hasFolder = (folder: string) => foldersSeen.has(folder);
    place.found(packagesOfJar({ fileName, poms, pomFolders, manifest, hasFolder }, within));
    for (const { nested } of own) if (nested !== undefined) place.found(nested);
    if (!whole) return;
    if (directory === undefined) walk.problem('corrupt', within, 'its end is missing');
    else if (!directory.whole) walk.problem('corrupt', within, 'its directory is broken');
    else if (directory.missing > 0)
      walk.problem('corrupt', within, `${directory.missing} of its entries are not where the directory says`);
  }
}

function isNameSane({ nameStart, nameEnd }: NameIn): boolean {
  return nameEnd - nameStart <= longestName;
}
