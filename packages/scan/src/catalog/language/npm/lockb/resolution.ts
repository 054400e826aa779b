/** Where a package of a bun.lockb comes from: src/install/resolution.zig of oven-sh/bun. */
import type { Texts } from './text.ts';

export type OriginKind =
  | 'unresolved'
  | 'root'
  | 'npm'
  | 'folder'
  | 'local-tarball'
  | 'github'
  | 'git'
  | 'link'
  | 'workspace'
  | 'remote-tarball'
  | 'module';

export interface Origin {
  /** undefined for one that is not known here. */
  readonly kind: OriginKind | undefined;
  /** Of a package from a registry. */
  readonly version: string | undefined;
}

const kinds: ReadonlyMap<number, OriginKind> = new Map([
  [0, 'unresolved'],
  [1, 'root'],
  [2, 'npm'],
  [4, 'folder'],
  [8, 'local-tarball'],
  [16, 'github'],
  [32, 'git'],
  [64, 'link'],
  [72, 'workspace'],
  [80, 'remote-tarball'],
  [100, 'module'],
]);

/** @throws Error when a text of its version is not where texts are */
export function readOrigin(
  file: Buffer,
  { at, format }: { readonly at: number; readonly format: number },
  texts: Texts,
): Origin {
  const kind = kinds.get(file[at] ?? -1);
  // Behind the kind, padded to eight bytes, and where it was downloaded from.
  return { kind, version: kind === 'npm' ? versionAt(file, { at: at + 16, format }, texts) : undefined };
}

/** Three numbers, then two texts of eight bytes that each have a hash behind them: what follows `-` and what follows `+`. */
function versionAt(
  file: Buffer,
  { at, format }: { readonly at: number; readonly format: number },
  texts: Texts,
): string {
  const numbers =
    format === 2
      ? [file.readUInt32LE(at), file.readUInt32LE(at + 4), file.readUInt32LE(at + 8)]
      : [file.readBigUInt64LE(at), file.readBigUInt64LE(at + 8), file.readBigUInt64LE(at + 16)];
  const textsAt = at + (format === 2 ? 16 : 24);
  const before = texts.at(textsAt);
  const build = texts.at(textsAt + 16);
  return `${numbers.join('.')}${before === '' ? '' : `-${before}`}${build === '' ? '' : `+${build}`}`;
}
