/** apk's database of installed packages: https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2 */
import type { FoundPackage } from '../../facts/layer-facts.ts';
import { createPathSetBuilder } from '../../facts/path-set.ts';
import { spdxOf } from '../licence.ts';
import { isUnread } from '../unread-text.ts';

const mostPackages = 100_000;

export interface ApkDatabase {
  readonly packages: readonly FoundPackage[];
  readonly owned: readonly { readonly package: string; readonly paths: string }[];
}

/** Whether there is something in the text, and none of it is a package; a virtual one is one too. */
export function isNoApkDatabase(text: string): boolean {
  for (const { fields } of entriesOf(text)) if (fields.get('P') && fields.get('V')) return false;
  return isUnread(text, { known: nothing });
}

/** No line alone makes a package. */
const nothing = /(?!)/;

interface Entry {
  readonly fields: Map<string, string>;
  readonly paths: string;
}

export function parseApkDatabase(text: string): ApkDatabase {
  const entries: Entry[] = [];
  for (const entry of entriesOf(text)) {
    const name = entry.fields.get('P') ?? '';
    // A name with a dot in front is what `apk add --virtual` groups packages by.
    if (name === '' || name.startsWith('.') || (entry.fields.get('V') ?? '') === '') continue;
    entries.push(entry);
    if (entries.length === mostPackages) break;
  }
  const providers = providersOf(entries);
  return {
    packages: entries.map(({ fields }) => foundPackage(fields, providers)),
    owned: entries.flatMap(({ fields, paths }) =>
      paths === '' ? [] : [{ package: fields.get('P') as string, paths }],
    ),
  };
}

function foundPackage(fields: ReadonlyMap<string, string>, providers: ReadonlyMap<string, string>): FoundPackage {
  const name = fields.get('P') as string;
  const version = fields.get('V') as string;
  const licence = fields.get('L');
  return {
    type: 'apk',
    name,
    version,
    architecture: fields.get('A'),
    source: { name: fields.get('o') ?? name, version },
    module: undefined,
    thirdParty: false,
    licence: licence === undefined ? undefined : spdxOf(licence, { unlisted: 'refuse' }),
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: dependencies(fields.get('D') ?? '', { of: name, providers }),
    within: undefined,
    qualifiers: {},
  };
}

/** `so:libc.musl-x86_64.so.1`, `cmd:sh`, or a name; to the package that provides it. */
function providersOf(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const providers = new Map<string, string>();
  for (const { fields } of entries) {
    const name = fields.get('P') as string;
    for (const provided of (fields.get('p') ?? '').split(' ')) {
      if (provided !== '') providers.set(bare(provided), name);
    }
  }
  for (const { fields } of entries) providers.set(fields.get('P') as string, fields.get('P') as string);
  return providers;
}

function dependencies(
  text: string,
  { of, providers }: { readonly of: string; readonly providers: ReadonlyMap<string, string> },
): readonly string[] {
  const found = new Set<string>();
  for (const wanted of text.split(' ')) {
    // `!name` is a conflict.
    const provider = wanted.startsWith('!') ? undefined : providers.get(bare(wanted));
    if (provider !== undefined && provider !== of) found.add(provider);
  }
  return [...found];
}

/** Without version condition and repository pin. */
function bare(name: string): string {
  return name.replace(/[<>=~@].*$/, '');
}

/** One letter, a colon, a value; an empty line ends a package. `F` is a folder, the `R`s after it are its files. */
function* entriesOf(text: string): Iterable<Entry> {
  let fields = new Map<string, string>();
  let paths = createPathSetBuilder();
  let folder = '';
  let at = 0;
  while (at <= text.length) {
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    if (end === at) {
      if (fields.size > 0) yield { fields, paths: paths.size === 0 ? '' : paths.encode() };
      fields = new Map();
      paths = createPathSetBuilder();
      folder = '';
    } else if (text.charCodeAt(at + 1) === 0x3a) {
      const value = text.slice(at + 2, end).trimEnd();
      const letter = text[at] as string;
      if (letter === 'F') folder = value === '' ? '' : `${value}/`;
      else if (letter === 'R') paths.add(folder + value);
      else if ('PVALoDp'.includes(letter) && !fields.has(letter)) fields.set(letter, value);
    }
    at = end + 1;
  }
  if (fields.size > 0) yield { fields, paths: paths.size === 0 ? '' : paths.encode() };
}
