/** Whether a document's product is the image that was scanned, a package in it, or a part it is limited to. */
import type { Package } from '@plimsoll/core';
import type { ScanSubject } from '../scan/scanner.ts';
import { matchesPackage, type PurlPattern, parsePattern } from './purl-match.ts';
import type { VexIdentifier, VexProduct } from './vex-document.ts';

/** One scanned image, ready to be asked about many products. */
export interface ProductMatcher {
  /** Whether a statement about `product` says something about this package of the image. */
  covers(product: VexProduct, packageId: string): boolean;
}

export function createProductMatcher({ image, packages }: Pick<ScanSubject, 'image' | 'packages'>): ProductMatcher {
  const patterns = new Map<string, PurlPattern | undefined>();
  const patternOf = (purl: string) => {
    const known = patterns.get(purl);
    if (known !== undefined || patterns.has(purl)) return known;
    const parsed = parsePattern(purl);
    patterns.set(purl, parsed);
    return parsed;
  };
  const byId = new Map(packages.map((pkg) => [pkg.id, pkg]));
  const byName = new Map<string, Package[]>();
  for (const pkg of packages) {
    const own = patternOf(pkg.purl);
    if (own === undefined) continue;
    const key = `${own.type}/${own.namespace}`;
    const others = byName.get(key);
    if (others === undefined) byName.set(key, [pkg]);
    else others.push(pkg);
  }
  const isPackage = (identifiers: readonly VexIdentifier[], pkg: Package) => {
    const own = patternOf(pkg.purl);
    return (
      own !== undefined &&
      identifiers.some((each) => {
        const pattern = each.kind === 'purl' ? patternOf(each.purl) : undefined;
        return pattern !== undefined && matchesPackage(pattern, own, pkg.source);
      })
    );
  };
  const isImage = (identifiers: readonly VexIdentifier[]) =>
    identifiers.some((each) => identifiesImage(each, image, each.kind === 'purl' ? patternOf(each.purl) : undefined));
  const holdsPackage = (identifiers: readonly VexIdentifier[]) =>
    identifiers.some((each) => {
      const pattern = each.kind === 'purl' ? patternOf(each.purl) : undefined;
      if (pattern === undefined) return false;
      return (byName.get(`${pattern.type}/${pattern.namespace}`) ?? []).some((pkg) => isPackage([each], pkg));
    });
  const known = new Map<VexProduct, boolean>();
  const isHere = (product: VexProduct) => {
    const seen = known.get(product) ?? (isImage(product.identifiers) || holdsPackage(product.identifiers));
    known.set(product, seen);
    return seen;
  };
  return {
    covers(product, packageId) {
      const pkg = byId.get(packageId);
      if (product.subcomponents.length === 0)
        return isImage(product.identifiers) || (pkg !== undefined && isPackage(product.identifiers, pkg));
      return pkg !== undefined && product.subcomponents.some((part) => isPackage(part, pkg)) && isHere(product);
    },
  };
}

type Image = ScanSubject['image'];

function identifiesImage(identifier: VexIdentifier, image: Image, purl: PurlPattern | undefined): boolean {
  switch (identifier.kind) {
    case 'digest':
      return identifier.digest === image.digest;
    case 'image':
      return isReference(identifier.reference, image);
    case 'cpe':
      return isSystem(identifier.cpe, image);
    case 'purl':
      return purl !== undefined && (purl.type === 'oci' || purl.type === 'docker') && isImagePurl(purl, image);
  }
}

/** `pkg:oci/web@sha256:…?repository_url=registry.example/shop/web`, `pkg:docker/library/debian@12`. */
function isImagePurl({ type, namespace, name, version, qualifiers }: PurlPattern, image: Image): boolean {
  const own = image.repository === undefined ? undefined : canonical(image.repository);
  const told = qualifiers.repository_url;
  const pinned = version?.startsWith('sha256:') ? version : undefined;
  if (pinned !== undefined && pinned !== image.digest) return false;
  if (told !== undefined) {
    const repository = canonical(told);
    // Some write the registry only, and the path as namespace and name.
    const path = [namespace, name].filter((part) => part !== '').join('/');
    if (own !== repository && own !== canonical(`${told}/${path}`)) return false;
  } else if (type === 'docker') {
    if (own !== canonical(namespace === '' ? name : `${namespace}/${name}`)) return false;
  } else if (pinned === undefined) return false;
  const tag = qualifiers.tag ?? (pinned === undefined && type === 'docker' ? version : undefined);
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

/** A platform: `cpe:/o:redhat:enterprise_linux:9`, `cpe:2.3:o:redhat:enterprise_linux:9:*:…`. */
function isSystem(cpe: string, { os }: Image): boolean {
  const [part, vendor, product, version] = cpe
    .replace(/^cpe:(?:2\.3:|\/)/i, '')
    .toLowerCase()
    .split(':');
  if (os?.id !== 'rhel' || vendor !== 'redhat' || product !== 'enterprise_linux') return false;
  if (part !== 'o' && part !== 'a') return false;
  return version !== undefined && (version === os.version || version === os.version.split('.')[0]);
}
