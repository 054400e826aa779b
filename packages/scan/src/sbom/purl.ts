import type { PackageType } from '@plimsoll/core';
import { PackageURL } from 'packageurl-js';

/** A package URL taken apart: https://github.com/package-url/purl-spec */
export interface Purl {
  readonly type: PackageType;
  /** As Package has it: namespace included where the ecosystem's names have one. */
  readonly name: string;
  readonly namespace: string | undefined;
  /** Epoch included. */
  readonly version: string | undefined;
  readonly qualifiers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Every type there is, held by the compiler: a new one that is not here is an error. */
const types: Readonly<Record<PackageType, true>> = {
  deb: true,
  apk: true,
  rpm: true,
  npm: true,
  pypi: true,
  golang: true,
  maven: true,
  gem: true,
  cargo: true,
  composer: true,
  nuget: true,
  conan: true,
  pub: true,
  hex: true,
  bitnami: true,
  generic: true,
};
/** Their namespace is a vendor or a channel, and no part of the name. */
const unnamespaced: ReadonlySet<string> = new Set(['deb', 'apk', 'rpm', 'conan', 'bitnami', 'gem', 'cargo', 'pypi']);

/** undefined when it is none, or of a type nothing here knows. */
export function parsePurl(text: string): Purl | undefined {
  if (text.length > 4096 || !text.startsWith('pkg:')) return undefined;
  let parsed: PackageURL;
  try {
    parsed = PackageURL.fromString(text);
  } catch {
    return undefined;
  }
  const type = parsed.type.toLowerCase();
  if (!isPackageType(type) || parsed.name === '') return undefined;
  const qualifiers: Record<string, string> = { ...parsed.qualifiers };
  const namespace = parsed.namespace ?? undefined;
  const version = parsed.version ?? undefined;
  return {
    type,
    namespace,
    name: fullName(type, namespace, parsed.name),
    version: version === undefined || version === '' ? undefined : withEpoch(version, qualifiers.epoch),
    qualifiers,
    text,
  };
}

function isPackageType(type: string): type is PackageType {
  return Object.hasOwn(types, type);
}

function fullName(type: PackageType, namespace: string | undefined, name: string): string {
  if (namespace === undefined || namespace === '' || unnamespaced.has(type)) return name;
  return type === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`;
}

/** rpm's URLs keep the epoch in a qualifier, dpkg's in the version. */
function withEpoch(version: string, epoch: string | undefined): string {
  return epoch === undefined || !/^\d+$/.test(epoch) || version.startsWith(`${epoch}:`) || epoch === '0'
    ? version
    : `${epoch}:${version}`;
}
