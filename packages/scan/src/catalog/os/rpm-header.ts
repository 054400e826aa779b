/**
 * One rpm header as databases hold it: https://rpm-software-management.github.io/rpm/manual/format_header.html
 *
 * in     index count and data length, both big-endian; index entries of 16 bytes; data
 * out    the tags a catalog needs
 * holds  every offset and count is checked against what is there before anything is read
 */
export interface RpmHeader {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch: number | undefined;
  readonly architecture: string | undefined;
  readonly sourceRpm: string | undefined;
  readonly vendor: string | undefined;
  readonly licence: string | undefined;
  readonly moduleLabel: string | undefined;
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  /** Absolute, as in the header. */
  readonly files: readonly string[];
}

const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  licence: 1014,
  architecture: 1022,
  oldFileNames: 1027,
  fileFlags: 1037,
  sourceRpm: 1044,
  provides: 1047,
  requires: 1049,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  moduleLabel: 5096,
} as const;
const wanted: ReadonlySet<number> = new Set(Object.values(tags));
const types = { int32: 4, string: 6, stringArray: 8, i18nString: 9 } as const;
const mostEntries = 0xffff;
const mostData = 256 * 1024 ** 2;
const mostFiles = 1_000_000;
/** Linux's PATH_MAX. */
const longestPath = 4096;
/** RPMFILE_GHOST: owned but not shipped; whatever lies there was made by something else. */
const ghost = 1 << 6;

interface IndexEntry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

/** undefined for what is no header or has no name, version and release. */
export function parseRpmHeader(bytes: Buffer): RpmHeader | undefined {
  if (bytes.length < 8) return undefined;
  const entries = bytes.readUInt32BE(0);
  const dataLength = bytes.readUInt32BE(4);
  const dataAt = 8 + entries * 16;
  if (entries === 0 || entries > mostEntries || dataLength > mostData || dataAt + dataLength > bytes.length)
    return undefined;
  const data = bytes.subarray(dataAt, dataAt + dataLength);
  const index = new Map<number, IndexEntry>();
  for (let at = 8; at < dataAt; at += 16) {
    const tag = bytes.readUInt32BE(at);
    if (!wanted.has(tag) || index.has(tag)) continue;
    const entry = {
      type: bytes.readUInt32BE(at + 4),
      offset: bytes.readUInt32BE(at + 8),
      count: bytes.readUInt32BE(at + 12),
    };
    if (entry.offset < dataLength) index.set(tag, entry);
  }
  const text = (tag: number): string | undefined => strings(data, index.get(tag))[0];
  const [name, version, release] = [text(tags.name), text(tags.version), text(tags.release)];
  if (name === undefined || version === undefined || release === undefined || name === '' || version === '')
    return undefined;
  return {
    name,
    version,
    release,
    epoch: integers(data, index.get(tags.epoch))[0],
    architecture: said(text(tags.architecture)),
    sourceRpm: said(text(tags.sourceRpm)),
    vendor: said(text(tags.vendor)),
    licence: said(text(tags.licence)),
    moduleLabel: said(text(tags.moduleLabel)),
    requires: strings(data, index.get(tags.requires)),
    provides: strings(data, index.get(tags.provides)),
    files: filesOf(data, index),
  };
}

/** rpm writes `(none)` for what is empty. */
function said(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === '(none)' ? undefined : text;
}

function filesOf(data: Buffer, index: ReadonlyMap<number, IndexEntry>): readonly string[] {
  const flags = integers(data, index.get(tags.fileFlags));
  const shipped = (_: string, file: number): boolean => ((flags[file] ?? 0) & ghost) === 0;
  const names = strings(data, index.get(tags.baseNames));
  if (names.length === 0) return strings(data, index.get(tags.oldFileNames)).filter(shipped);
  const folders = strings(data, index.get(tags.dirNames));
  const folderOf = integers(data, index.get(tags.dirIndexes));
  // A folder is written once and may be as long as the header: with every name of a file it would be too much.
  return names
    .map((name, file) => {
      const folder = folders[folderOf[file] ?? -1] ?? '';
      return folder.length + name.length > longestPath ? '' : folder + name;
    })
    .filter(shipped);
}

function strings(data: Buffer, entry: IndexEntry | undefined): readonly string[] {
  if (entry === undefined) return [];
  if (entry.type !== types.string && entry.type !== types.stringArray && entry.type !== types.i18nString) return [];
  const count = entry.type === types.string ? 1 : Math.min(entry.count, mostFiles);
  const found: string[] = [];
  for (let at = entry.offset; found.length < count && at < data.length; ) {
    const end = data.indexOf(0, at);
    if (end === -1) break;
    found.push(data.toString('utf8', at, end));
    at = end + 1;
  }
  return found;
}

function integers(data: Buffer, entry: IndexEntry | undefined): readonly number[] {
  if (entry === undefined || entry.type !== types.int32) return [];
  const count = Math.min(entry.count, mostFiles, Math.floor((data.length - entry.offset) / 4));
  return Array.from({ length: count }, (_, each) => data.readUInt32BE(entry.offset + each * 4));
}
