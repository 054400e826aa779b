/** dpkg's status file and the stanzas of distroless images: deb-control(5), deb822(5). */
import type { FoundPackage } from '../../facts/layer-facts.ts';
import { isUnread } from '../unread-text.ts';
import { isThirdPartyDeb } from './dpkg-third-party.ts';

/** More stanzas than this in one file is no package database. */
const mostPackages = 200_000;
/** States in which the files of a package are there; the third word of `Status`. */
const installed = new Set(['installed', 'triggers-awaited', 'triggers-pending', 'half-configured', 'unpacked']);
/** All others; a package that was never there has no version. */
const gone = new Set(['not-installed', 'config-files', 'half-installed']);
const wanted = new Set([
  'package',
  'status',
  'version',
  'architecture',
  'source',
  'maintainer',
  'origin',
  'vendor',
  'license',
  'depends',
  'pre-depends',
]);

type Stanza = Readonly<Record<string, string>>;

export function parseDpkgStatus(text: string): readonly FoundPackage[] {
  const stanzas: Stanza[] = [];
  const names = new Set<string>();
  for (const stanza of stanzasOf(text)) {
    const { package: name, version, status } = stanza;
    if (!name || !version || (status !== undefined && !installed.has(stateOf(status)))) continue;
    stanzas.push(stanza);
    names.add(name);
    if (stanzas.length === mostPackages) break;
  }
  return stanzas.map((stanza) => foundPackage(stanza, names));
}

/** Whether there is something in the text, and none of it tells of a package, be it one that is gone. */
export function isNoDpkgStatus(text: string): boolean {
  for (const { package: name, version, status } of stanzasOf(text))
    if (name && (version || gone.has(stateOf(status ?? '')))) return false;
  return isUnread(text, { known: nothing });
}

/** No line alone makes a package. */
const nothing = /(?!)/;

function stateOf(status: string): string {
  return status.split(/\s+/, 3)[2] ?? '';
}

function foundPackage(stanza: Stanza, names: ReadonlySet<string>): FoundPackage {
  const name = stanza.package as string;
  const version = stanza.version as string;
  const architecture = stanza.architecture;
  return {
    type: 'deb',
    name,
    version,
    architecture: architecture === '' ? undefined : architecture,
    source: sourceOf(stanza.source, { name, version }),
    module: undefined,
    thirdParty: isThirdPartyDeb({
      version,
      maintainer: stanza.maintainer,
      origin: stanza.origin,
      vendor: stanza.vendor,
      licence: stanza.license,
    }),
    licence: undefined,
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: dependencies(`${stanza['pre-depends'] ?? ''},${stanza.depends ?? ''}`, { of: name, names }),
    within: undefined,
    qualifiers: {},
  };
}

/**
 * `Source: util-linux (2.38.1-5)`. Without the parentheses the source has the binary's version; and a rebuild of the binary alone, which
 * adds `+b2` to it, has no version of its own in the sources (Debian policy 5.6.1, developer's reference 5.10.2.1).
 */
function sourceOf(
  field: string | undefined,
  binary: { readonly name: string; readonly version: string },
): FoundPackage['source'] {
  const [, name, version] = /^([^\s(]+)(?:\s*\(\s*([^)\s]+)\s*\))?/.exec(field ?? '') ?? [];
  return { name: name ?? binary.name, version: version ?? binary.version.replace(/\+b\d+$/, '') };
}

/** Of each clause the first alternative that is installed. */
function dependencies(
  clauses: string,
  { of, names }: { readonly of: string; readonly names: ReadonlySet<string> },
): readonly string[] {
  const found = new Set<string>();
  for (const clause of clauses.split(',')) {
    for (const alternative of clause.split('|')) {
      const name = /^\s*([a-z0-9][a-z0-9+.-]*)/.exec(alternative)?.[1];
      if (name === undefined || !names.has(name)) continue;
      if (name !== of) found.add(name);
      break;
    }
  }
  return [...found];
}

/** Only the fields that are wanted; a line that begins with a blank goes on with the one before. */
function* stanzasOf(text: string): Iterable<Stanza> {
  let stanza: Record<string, string> = {};
  let field: string | undefined;
  let filled = false;
  /** The next one from `at` on, sought once: lines without any must not each look through all that follow. */
  let colon = -1;
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    const first = text.charCodeAt(at);
    if (end === at || (first === 13 && end === at + 1)) {
      if (filled) yield stanza;
      stanza = {};
      field = undefined;
      filled = false;
    } else if (first === 32 || first === 9) {
      if (field !== undefined) stanza[field] = `${stanza[field]} ${text.slice(at, end).trim()}`;
    } else {
      if (colon < at) colon = text.indexOf(':', at);
      if (colon === -1) colon = text.length;
      field = colon >= end ? undefined : text.slice(at, colon).toLowerCase();
      if (field !== undefined && wanted.has(field)) {
        stanza[field] = text.slice(colon + 1, end).trim();
        filled = true;
      } else field = undefined;
    }
    at = end + 1;
  }
  if (filled) yield stanza;
}
