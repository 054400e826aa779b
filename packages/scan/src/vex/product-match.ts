/** Whether a document's product is the image that was scanned, a package in it, or a part it is limited to. */
import { isOsPackage, type Package } from '@plimsoll/core';
import type { ScanSubject } from '../scan/scanner.ts';
import { isSystem, systemOfCpe } from './cpe-system.ts';
import { createContainment } from './part-of.ts';
import { createPatternReader, matchesPackage, type PurlPattern } from './purl-match.ts';
import { isInVers, parseVers, type VersRange } from './vers.ts';
import type { VexIdentifier, VexProduct } from './vex-document.ts';

/**
 * yes: the statement is about this package. unsure: it is about this package as a part of another one, and whether it is in the image
 * only as that part cannot be told.
 */
export type Coverage = 'yes' | 'unsure' | 'no';

/** One scanned image, ready to be asked about many products. */
export interface ProductMatcher {
  /** Whether a statement about `product` says something about this package of the image. */
  covers(product: VexProduct, packageId: string): Coverage;
}

export function createProductMatcher({ image, packages }: Pick<ScanSubject, 'image' | 'packages'>): ProductMatcher {
  const patternOf = createPatternReader();
  const rangeOf = createRangeReader();
  const contains = createContainment(packages);
  const byId = new Map(packages.map((pkg) => [pkg.id, pkg]));
  let byName: ReadonlyMap<string, readonly Package[]> | undefined;
  const isPackage = (identifier: VexIdentifier, pkg: Package) => {
    if (identifier.kind !== 'purl') return false;
    const [pattern, own] = [patternOf(identifier.purl), patternOf(pkg.purl)];
    if (pattern === undefined || own === undefined) return false;
    const named = matchesPackage(ofVendor(pattern, own), own, pkg.source);
    return named && (identifier.within === undefined || isWithin(identifier.within, versionsOf(pattern, own, pkg)));
  };
  const isAny = (identifiers: readonly VexIdentifier[], pkg: Package) =>
    identifiers.some((each) => isPackage(each, pkg));
  const isWithin = (listed: readonly string[], versions: readonly string[]) =>
    listed.some((each) => {
      const range = rangeOf(each);
      return versions.some((version) => (range === undefined ? version === each : isInVers(range, version)));
    });
  const isImage = ({ identifiers }: VexProduct, pkg: Package | undefined) =>
    identifiers.some((each) =>
      identifiesImage(each, { image, pkg, purl: each.kind === 'purl' ? patternOf(each.purl) : undefined }),
    );
  /** Packages of the image that are the product. */
  const wholes = new Map<VexProduct, readonly Package[]>();
  const wholesOf = (product: VexProduct) => {
    let found = wholes.get(product);
    if (found !== undefined) return found;
    byName ??= packagesByName(packages, patternOf);
    const candidates = product.identifiers.flatMap((each) => {
      const pattern = each.kind === 'purl' ? patternOf(each.purl) : undefined;
      return pattern === undefined ? [] : (byName?.get(nameOf(pattern)) ?? []);
    });
    found = [...new Set(candidates)].filter((pkg) => isAny(product.identifiers, pkg));
    wholes.set(product, found);
    return found;
  };
  return {
    covers(product, packageId) {
      const pkg = byId.get(packageId);
      if (product.subcomponents.length === 0)
        return isImage(product, pkg) || (pkg !== undefined && isAny(product.identifiers, pkg)) ? 'yes' : 'no';
      if (pkg === undefined || !product.subcomponents.some((part) => isAny(part, pkg))) return 'no';
      if (isImage(product, pkg)) return 'yes';
      const found = wholesOf(product);
      if (found.length === 0) return 'no';
      return found.some((whole) => contains(pkg, whole)) ? 'yes' : 'unsure';
    },
  };
}

/** Without the namespace, which a vendor may have two of. */
function nameOf({ type, name }: Pick<PurlPattern, 'type' | 'name'>): string {
  return `${type}/${name}`;
}

/** By their own names and those of their sources. */
function packagesByName(
  packages: readonly Package[],
  patternOf: (purl: string) => PurlPattern | undefined,
): ReadonlyMap<string, readonly Package[]> {
  const found = new Map<string, Package[]>();
  for (const pkg of packages) {
    const own = patternOf(pkg.purl);
    if (own === undefined) continue;
    for (const name of new Set([own.name, pkg.source?.name ?? own.name])) {
      const key = nameOf({ type: own.type, name });
      const others = found.get(key);
      if (others === undefined) found.set(key, [pkg]);
      else others.push(pkg);
    }
  }
  return found;
}

/** undefined for what is a version and no range. */
function createRangeReader(): (text: string) => VersRange | undefined {
  const known = new Map<string, VersRange | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const parsed = /^vers:/i.test(text) ? parseVers(text) : undefined;
    const range = parsed !== undefined && 'order' in parsed ? parsed : undefined;
    known.set(text, range);
    return range;
  };
}

/** Of what a pattern names: the source's, or the package's with its epoch and without. */
function versionsOf({ qualifiers }: PurlPattern, own: PurlPattern, { source, version }: Package): readonly string[] {
  if (source !== undefined && (qualifiers.arch === 'source' || qualifiers.arch === 'src')) return [source.version];
  return [version, own.version].filter((each) => each !== undefined);
}

/** SUSE publishes what it says of openSUSE under its own name. */
function ofVendor(pattern: PurlPattern, own: PurlPattern): PurlPattern {
  const isSuse = pattern.type === 'rpm' && pattern.namespace === 'suse' && own.namespace === 'opensuse';
  return isSuse ? { ...pattern, namespace: own.namespace } : pattern;
}

type Image = ScanSubject['image'];

interface Asked {
  readonly image: Image;
  /** The package the statement is to be about. */
  readonly pkg: Package | undefined;
  readonly purl: PurlPattern | undefined;
}

function identifiesImage(identifier: VexIdentifier, { image, pkg, purl }: Asked): boolean {
  switch (identifier.kind) {
    case 'digest':
      return identifier.digest === image.digest;
    case 'image':
      return isReference(identifier.reference, image);
    case 'cpe':
      // A distribution speaks of what it made, and not of what somebody put on top of it.
      return pkg !== undefined && isOsPackage(pkg.type) && !pkg.thirdParty && isPlatform(identifier.cpe, image);
    case 'purl':
      return purl !== undefined && (purl.type === 'oci' || purl.type === 'docker') && isImagePurl(purl, image);
  }
}

/** `pkg:oci/web@sha256:…?repository_url=registry.example/shop/web`, `pkg:docker/library/debian@12`. */
function isImagePurl({ type, namespace, name, version, qualifiers }: PurlPattern, image: Image): boolean {
  const own = image.repository === undefined ? undefined : canonical(image.repository);
  const told = qualifiers.repository_url;
  // A digest of any algorithm pins; what else stands there is a tag, whatever the type's definition asks for.
  const pinned = version !== undefined && /^sha\d{3}:/i.test(version) ? version.toLowerCase() : undefined;
  if (pinned !== undefined && pinned !== image.digest) return false;
  if (told !== undefined) {
    const repository = canonical(told);
    // Some write the registry only, and the path as namespace and name.
    const path = [namespace, name].filter((part) => part !== '').join('/');
    if (own !== repository && own !== canonical(`${told}/${path}`)) return false;
  } else if (type === 'docker') {
    if (own !== canonical(namespace === '' ? name : `${namespace}/${name}`)) return false;
  } else if (pinned === undefined) return false;
  const tag = qualifiers.tag ?? (pinned === undefined ? version : undefined);
  if (pinned === undefined && tag !== undefined && tag !== image.tag) return false;
  const { architecture } = image.platform ?? {};
  return qualifiers.arch === undefined || architecture === undefined || qualifiers.arch === architecture;
}

function isReference(reference: string, image: Image): boolean {
  const at = reference.indexOf('@');
  const digest = at < 0 ? undefined : reference.slice(at + 1);
  const rest = at < 0 ? reference : reference.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const tag = colon > rest.lastIndexOf('/') ? rest.slice(colon + 1) : undefined;
  const repository = canonical(tag === undefined ? rest : rest.slice(0, colon));
  if (image.repository === undefined || canonical(image.repository) !== repository) return false;
  if (digest !== undefined) return digest === image.digest;
  return tag === undefined || tag === image.tag;
}

/** One repository of Docker's hub has many spellings. */
function canonical(repository: string): string {
  const bare = repository.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  const [host = '', ...path] = bare.split('/');
  const isHost = path.length > 0 && (host.includes('.') || host.includes(':') || host === 'localhost');
  const registry = !isHost || /^(?:index|registry(?:-1)?)\.docker\.io$/.test(host) ? 'docker.io' : host;
  const rest = isHost ? path : [host, ...path];
  return `${registry}/${registry === 'docker.io' && rest.length === 1 ? 'library/' : ''}${rest.join('/')}`.toLowerCase();
}

function isPlatform(cpe: string, { os }: Image): boolean {
  const system = systemOfCpe(cpe);
  return system !== undefined && os !== undefined && isSystem(system, os);
}
