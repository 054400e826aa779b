/**
 * Package URLs: https://github.com/package-url/purl-spec
 *
 * in     a package as it was found, and the system it was found in
 * out    the canonical purl: qualifiers sorted, each part encoded by the specification's rules
 * holds  one package of one image has one purl, however it was found
 */
import { isOsPackage, type OperatingSystem, type PackageType } from '@plimsoll/core';
import type { FoundPackage } from './layer-facts.ts';

export function purlOf(found: FoundPackage, os: Pick<OperatingSystem, 'id' | 'version'> | undefined): string {
  const { type, architecture, source, qualifiers } = found;
  if (!isOsPackage(type)) return languagePurl(found);
  const version = type === 'rpm' ? found.version?.replace(/^\d+:/, '') : found.version;
  const all: Record<string, string | undefined> = {
    ...qualifiers,
    arch: architecture,
    distro: os === undefined ? undefined : os.version === '' ? os.id : `${os.id}-${os.version}`,
    upstream: source === undefined ? undefined : upstreamOf(found, source),
  };
  const namespace = os === undefined ? '' : `${encoded(vendors[os.id] ?? os.id.toLowerCase())}/`;
  const name = encoded(type === 'rpm' ? found.name : found.name.toLowerCase());
  return `pkg:${type}/${namespace}${name}${at(version)}${query(all)}`;
}

/** Namespaces that differ from the distribution's id. */
const vendors: Readonly<Record<string, string>> = {
  rhel: 'redhat',
  'opensuse-leap': 'opensuse',
  'opensuse-tumbleweed': 'opensuse',
  sles: 'suse',
  sled: 'suse',
  sle_hpc: 'suse',
  'sles-sap': 'suse',
  ol: 'oracle',
};

/** The source where it differs from the package: `util-linux@2.38.1-5`, `openssl-1.1.1k-9.el8.src.rpm`. */
function upstreamOf(found: FoundPackage, source: NonNullable<FoundPackage['source']>): string | undefined {
  if (found.type === 'rpm') return `${source.name}-${source.version.replace(/^\d+:/, '')}.src.rpm`;
  if (source.version !== found.version) return `${source.name}@${source.version}`;
  return source.name === found.name ? undefined : source.name;
}

function languagePurl({ type, name, version, qualifiers }: FoundPackage): string {
  return `pkg:${type}/${pathOf(type, name)}${at(version)}${query(qualifiers)}`;
}

/** Namespace and name. Types differ in what separates them and whether case counts (purl-spec, PURL-TYPES). */
function pathOf(type: PackageType, name: string): string {
  switch (type) {
    case 'maven':
      return segments(name.replace(':', '/'));
    case 'pypi':
      return segments(name.toLowerCase().replaceAll('_', '-'));
    case 'composer':
    case 'hex':
    case 'bitnami':
      return segments(name.toLowerCase());
    case 'pub':
      return segments(name.toLowerCase().replaceAll('-', '_'));
    default:
      return segments(name);
  }
}

function segments(name: string): string {
  if (!special.test(name)) return name;
  return name
    .split('/')
    .filter((segment) => segment !== '')
    .map(encoded)
    .join('/');
}

function at(version: string | undefined): string {
  return version === undefined || version === '' ? '' : `@${encoded(version)}`;
}

function query(qualifiers: Readonly<Record<string, string | undefined>>): string {
  let text = '';
  for (const key of Object.keys(qualifiers).sort()) {
    const value = qualifiers[key];
    if (value === undefined || value === '') continue;
    text += `${text === '' ? '?' : '&'}${key.toLowerCase()}=${encoded(value)}`;
  }
  return text;
}

const special = /[^A-Za-z0-9._~:/-]/;
const specialInPart = /[^A-Za-z0-9._~:-]/;

/** The specification leaves `:` as it is and encodes what else is not unreserved; half a surrogate pair has no encoding. */
function encoded(part: string): string {
  if (!specialInPart.test(part)) return part;
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
