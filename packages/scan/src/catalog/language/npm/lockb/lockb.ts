/**
 * bun.lockb, Bun's binary lock file, as Bun 0.5 to 1.4 write it: src/install/lockfile/bun.lockb.zig of oven-sh/bun.
 *
 * in     the bytes of a file: a header, the table of packages, six lists, and what later versions added behind them
 * out    each package with its name, where it comes from, its version when it is from a registry, and what it needs
 * holds  whatever the bytes are, it ends with the packages or an error that names the place; nothing is made because of a count alone,
 *        and what comes out is bounded by the size of the file
 */
import { type Dependency, readDependencies } from './dependency-list.ts';
import { countAt, type Range } from './numbers.ts';
import { locatePackages, type PackageColumns } from './package-table.ts';
import { type Origin, readOrigin } from './resolution.ts';
import { type Texts, textsIn } from './text.ts';

export interface LockedPackage extends Origin {
  readonly name: string;
  readonly dependencies: readonly Dependency[];
}

const magic = Buffer.from('#!/usr/bin/env bun\nbun-lockfile-format-v0\n', 'latin1');
/** Since 0.1.7; since 1.3 with version numbers of 64 bits. What came before was written for some weeks only, and no Bun reads it. */
const formats: readonly number[] = [2, 3];
const formatAt = magic.length;
/** Behind the format and 32 bytes of a hash. */
const endAt = formatAt + 4 + 32;
const tableAt = endAt + 8;
/** A package has some ten dependencies; this is for those that claim each other's. */
const mostEdges = 1_000_000;

/** @throws Error when the bytes are none, or of a version that is not known, or say what cannot be */
export function readLockb(bytes: Uint8Array): readonly LockedPackage[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!all.subarray(0, magic.length).equals(magic)) throw new Error('it does not start as a lock file of Bun does');
  if (all.length < tableAt) throw new Error(`it ends at byte ${all.length}, within its header`);
  const format = all.readUInt32LE(formatAt);
  if (!formats.includes(format)) {
    throw new Error(`its format is version ${format}, of which only ${formats.join(' and ')} are known`);
  }
  const file = all.subarray(0, countAt(all, endAt, 'its end'));
  const columns = locatePackages(file, tableAt, format);
  const lists = locateLists(file, columns.end);
  const texts = textsIn(file, lists.texts);
  return readPackages(file, columns, { texts, dependencies: readDependencies(file, { ...lists, columns, texts }) });
}

interface Lists {
  readonly resolutions: Range;
  readonly dependencies: Range;
  readonly texts: Range;
}

/** Each list starts with where its items begin and end; the next starts where they end. */
function locateLists(file: Buffer, from: number): Lists {
  let at = from;
  const [, , resolutions, dependencies, , texts] = [
    'trees',
    'hoisted dependencies',
    'resolutions',
    'dependencies',
    'external texts',
    'texts',
  ].map((name) => {
    const range = {
      start: countAt(file, at, `the start of its ${name}`),
      end: countAt(file, at + 8, `the end of its ${name}`),
    };
    if (range.start < at + 16 || range.end < range.start)
      throw new Error(`its ${name} are said at byte ${at} to lie from ${range.start} to ${range.end}`);
    at = range.end;
    return range;
  }) as [Range, Range, Range, Range, Range, Range];
  return { resolutions, dependencies, texts };
}

interface Contents {
  readonly texts: Texts;
  readonly dependencies: readonly Dependency[];
}

function readPackages(
  file: Buffer,
  columns: PackageColumns,
  { texts, dependencies }: Contents,
): readonly LockedPackage[] {
  const packages: LockedPackage[] = [];
  let edges = 0;
  for (let index = 0; index < columns.count; index++) {
    const at = columns.dependencies + index * 8;
    const offset = file.readUInt32LE(at);
    const length = file.readUInt32LE(at + 4);
    if (length > 0 && offset + length > dependencies.length) {
      throw new Error(
        `package ${index} has by byte ${at} dependencies ${offset} to ${offset + length} of ${dependencies.length}`,
      );
    }
    edges += length;
    if (edges > mostEdges) throw new Error(`its packages have more than ${mostEdges} dependencies`);
    packages.push({
      name: texts.at(columns.names + index * 8),
      ...readOrigin(file, columns.resolutionOf(index), texts),
      dependencies: length === 0 ? none : dependencies.slice(offset, offset + length),
    });
  }
  return packages;
}

const none: readonly Dependency[] = [];
