/** Package URLs as documents use them: a pattern that leaves out what does not matter. */
import type { Package } from '@plimsoll/core';
import { PackageURL } from 'packageurl-js';

export interface PurlPattern {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  /** undefined: any. */
  readonly version: string | undefined;
  /** All of them must be there too. */
  readonly qualifiers: Readonly<Record<string, string>>;
  readonly subpath: string;
}

/** undefined for what is no package URL. */
export function parsePattern(text: string): PurlPattern | undefined {
  if (text.length > 4096) return undefined;
  try {
    const { type, namespace, name, version, qualifiers, subpath } = PackageURL.fromString(text);
    return {
      type: type.toLowerCase(),
      namespace: namespace ?? '',
      name,
      version: version === undefined || version === '' ? undefined : version,
      qualifiers: { ...qualifiers },
      subpath: subpath ?? '',
    };
  } catch {
    // It throws for what is no purl, and has no way to ask.
    return undefined;
  }
}

/** Each text is read once: the same few are held against every finding. */
export function createPatternReader(): (text: string) => PurlPattern | undefined {
  const known = new Map<string, PurlPattern | undefined>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before;
    const pattern = parsePattern(text);
    known.set(text, pattern);
    return pattern;
  };
}

/** Where it is and what it was made from, not which it is. */
const places: ReadonlySet<string> = new Set([
  'download_url',
  'vcs_url',
  'checksum',
  'file_name',
  'repository_url',
  'upstream',
]);

/** Whether a pattern, as a document has it, means an installed package; `source` is what that was built from. */
export function matchesPackage(pattern: PurlPattern, pkg: PurlPattern, source: Package['source']): boolean {
  if (pattern.type !== pkg.type || pattern.namespace !== pkg.namespace) return false;
  // A statement about a part of a package says nothing about the rest of it.
  if (pattern.subpath !== '' && pattern.subpath !== pkg.subpath) return false;
  const bySource = pattern.qualifiers.arch === 'source' || pattern.qualifiers.arch === 'src';
  const { name, version } = bySource && source !== undefined ? source : { name: pkg.name, version: pkg.version };
  if (pattern.name !== name) return false;
  if (pattern.version !== undefined && !sameVersion(pattern, version, pkg, bySource)) return false;
  return Object.entries(pattern.qualifiers).every(
    ([key, value]) => places.has(key) || (bySource && key === 'arch') || pkg.qualifiers[key] === value,
  );
}

/** rpm's epoch is a qualifier of the installed package and in front of its source's version. */
function sameVersion(pattern: PurlPattern, version: string | undefined, pkg: PurlPattern, bySource: boolean): boolean {
  if (version === undefined) return false;
  if (pattern.version === version) return true;
  if (pkg.type !== 'rpm') return false;
  const bare = (text: string) => text.replace(/^\d+:/, '');
  const epoch = (text: string, of: PurlPattern) => /^(\d+):/.exec(text)?.[1] ?? of.qualifiers.epoch;
  const [wanted, installed] = [epoch(pattern.version ?? '', pattern), epoch(version, pkg)];
  return (
    bare(pattern.version ?? '') === bare(version) && (wanted === undefined || bySource || wanted === (installed ?? '0'))
  );
}
