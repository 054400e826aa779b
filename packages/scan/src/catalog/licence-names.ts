/** Names of licences in Debian's, Fedora's and Alpine's databases and the SPDX ids they mean. Only what means exactly one. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const ids: readonly string[] = [...require('spdx-license-ids'), ...require('spdx-license-ids/deprecated.json')];
const exceptionIds: readonly string[] = require('spdx-exceptions');

const listed = new Map(ids.map((id) => [id.toLowerCase(), id]));
const exceptions = new Map(exceptionIds.map((id) => [id.toLowerCase(), id]));

/** Debian: copyright-format/1.0 section 7.1. Fedora: the short names used before SPDX ids (until 2022). */
const aliases: Readonly<Record<string, string>> = {
  expat: 'MIT',
  artistic: 'Artistic-1.0',
  perl: 'Artistic-1.0-Perl OR GPL-1.0-or-later',
  zlib: 'Zlib',
  boost: 'BSL-1.0',
  cc0: 'CC0-1.0',
  sil: 'OFL-1.1',
  ofl: 'OFL-1.1',
  openldap: 'OLDAP-2.8',
  vim: 'Vim',
  'new bsd': 'BSD-3-Clause',
  'modified bsd': 'BSD-3-Clause',
  'simplified bsd': 'BSD-2-Clause',
  'bsd with advertising': 'BSD-4-Clause',
  'mit license': 'MIT',
  'the mit license': 'MIT',
  'isc license': 'ISC',
};

/** Families whose version follows in many spellings. `only`: SPDX wants to know whether later versions are meant. */
const families: readonly { readonly pattern: RegExp; readonly id: string; readonly only: boolean }[] = [
  { pattern: /^(?:gnu )?agpl/, id: 'AGPL', only: true },
  { pattern: /^(?:gnu )?lgpl/, id: 'LGPL', only: true },
  { pattern: /^(?:gnu )?gpl/, id: 'GPL', only: true },
  { pattern: /^gfdl-niv/, id: 'GFDL-NIV', only: true },
  { pattern: /^gfdl/, id: 'GFDL', only: true },
  { pattern: /^(?:apache(?: software)?(?: license)?|asl)/, id: 'Apache', only: false },
  { pattern: /^(?:mozilla public license|mpl)/, id: 'MPL', only: false },
  { pattern: /^artistic/, id: 'Artistic', only: false },
  { pattern: /^(?:eclipse public license|epl)/, id: 'EPL', only: false },
  { pattern: /^cddl/, id: 'CDDL', only: false },
  { pattern: /^zpl/, id: 'ZPL', only: false },
];

export function licenceId(name: string): string | undefined {
  const lower = name.toLowerCase().replace(/\s+/g, ' ').trim();
  const alias = aliases[lower];
  if (alias !== undefined && Object.hasOwn(aliases, lower)) return alias;
  const versioned = versionedId(lower);
  if (versioned !== undefined) return versioned;
  const found = listed.get(lower) ?? listed.get(lower.replaceAll(' ', '-'));
  if (found !== undefined) return found;
  const clauses = /^(?:bsd[- ]([234])(?:[- ]clause)?|([234])[- ]clause[- ]bsd)$/.exec(lower);
  if (clauses !== null) return `BSD-${clauses[1] ?? clauses[2]}-Clause`;
  // `X+` of any listed licence is an expression of its own.
  return lower.endsWith('+') ? plus(listed.get(lower.slice(0, -1))) : undefined;
}

export function licenceWithException(name: string, addition: string): string | undefined {
  const glued = licenceId(`${name} with ${addition}`);
  if (glued !== undefined) return glued;
  const id = licenceId(name);
  const words = addition.toLowerCase().trim().replace(/\s+/g, '-');
  const exception = exceptions.get(words) ?? exceptions.get(`${words}-2.0`);
  return id === undefined || exception === undefined ? undefined : `${id} WITH ${exception}`;
}

function versionedId(lower: string): string | undefined {
  for (const { pattern, id, only } of families) {
    const prefix = pattern.exec(lower)?.[0];
    if (prefix === undefined) continue;
    const rest =
      /^(?:,? ?(?:license)?,? ?version )?[-v ]*(\d)(?:\.(\d))?(?:\.0)?(?:-(only|or-later)|(\+| or later| or newer))?$/.exec(
        lower.slice(prefix.length),
      );
    if (rest === null) return undefined;
    const [, major, minor = '0', word, later] = rest;
    const version = `${major}.${minor}`;
    if (!only) {
      const found = listed.get(`${id}-${version}`.toLowerCase());
      return later === undefined ? found : plus(found);
    }
    const suffix = word ?? (later === undefined ? 'only' : 'or-later');
    const full = id === 'GFDL-NIV' ? `gfdl-${version}-no-invariants-${suffix}` : `${id}-${version}-${suffix}`;
    return listed.get(full.toLowerCase());
  }
  return undefined;
}

function plus(id: string | undefined): string | undefined {
  return id === undefined ? undefined : `${id}+`;
}
