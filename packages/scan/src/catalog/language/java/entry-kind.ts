/** What an entry of a Java archive is by its name. */
import { isJavaArchive } from './archive-name.ts';

/** Where a name lies. */
export interface NameIn {
  readonly nameStart: number;
  readonly nameEnd: number;
}

export type EntryKind = 'archive' | 'manifest' | 'properties' | 'pom';

/** By a few bytes first: most of an archive's entries are classes, and there are ten thousands. */
export function kindOf(bytes: Buffer, place: NameIn): EntryKind | undefined {
  const { nameStart, nameEnd } = place;
  const last = bytes[nameEnd - 1];
  if (bytes[nameEnd - 4] === 0x2e && (last === 0x72 || last === 0x69))
    return isJavaArchive(nameOf(bytes, place)) ? 'archive' : undefined;
  // M of META-INF
  if (bytes[nameStart] !== 0x4d || (last !== 0x46 && last !== 0x73 && last !== 0x6c)) return undefined;
  const name = nameOf(bytes, place);
  if (name === 'META-INF/MANIFEST.MF') return 'manifest';
  if (!name.startsWith('META-INF/maven/')) return undefined;
  if (name.endsWith('/pom.properties')) return 'properties';
  return name.endsWith('/pom.xml') ? 'pom' : undefined;
}

/** Whether the name is of something below a folder: `org/springframework/`. */
export function liesBelow(bytes: Buffer, { nameStart, nameEnd }: NameIn, folder: Buffer): boolean {
  return (
    nameEnd - nameStart > folder.length &&
    nameEnd <= bytes.length &&
    bytes.compare(folder, 0, folder.length, nameStart, nameStart + folder.length) === 0
  );
}

export function nameOf(bytes: Buffer, { nameStart, nameEnd }: NameIn): string {
  return bytes.toString('utf8', nameStart, Math.min(nameEnd, bytes.length));
}
