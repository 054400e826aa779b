import { isOsPackage, type Origin, type Package, type SourcePackage } from '@plimsoll/core';
import { type Purl, parsePurl } from './purl.ts';
import { type SbomComponent, sbomLimits } from './sbom.ts';

/** undefined when its package URL is none, or of a type nothing here knows. What it depends on is added by whoever knows all of them. */
export function packageOf(component: SbomComponent): Package | undefined {
  const purl = component.purl === undefined ? undefined : parsePurl(component.purl);
  if (purl === undefined) return undefined;
  const { traits } = component;
  const path = traits.path ?? '';
  return {
    id: traits.id ?? (isOsPackage(purl.type) || path === '' ? purl.text : `${purl.text}#${path}`),
    type: purl.type,
    name: purl.name,
    version: traits.version ?? purl.version,
    purl: purl.text,
    architecture: purl.qualifiers.arch,
    source: sourceOf(purl, traits),
    module: traits.module ?? purl.qualifiers.modularitylabel ?? purl.qualifiers.rpmmod,
    thirdParty: traits.thirdParty === 'true',
    licence: component.licence,
    path,
    // A digest somebody else wrote points at no layer that is here.
    layer: undefined,
    origin: originOf(traits.origin),
    ownedBy: traits.ownedBy,
    scope: traits.scope === 'development' ? 'development' : 'runtime',
    evidence: traits.evidence === 'declared' ? 'declared' : 'installed',
    dependsOn: [],
  };
}

function originOf(text: string | undefined): Origin {
  return text === 'base' || text === 'app' ? text : 'unknown';
}

function sourceOf(purl: Purl, traits: Readonly<Record<string, string>>): SourcePackage | undefined {
  if (traits.sourceName !== undefined) {
    const version = traits.sourceVersion ?? purl.version;
    return version === undefined ? undefined : { name: traits.sourceName, version };
  }
  const { upstream } = purl.qualifiers;
  if (upstream === undefined || upstream === '' || !isOsPackage(purl.type) || purl.version === undefined)
    return undefined;
  return purl.type === 'rpm' ? sourceRpm(upstream, purl) : sourceAt(upstream, purl.version);
}

/** `glibc@2.36-9`, or `glibc` alone when the version is the binary's. */
function sourceAt(upstream: string, version: string): SourcePackage {
  const at = upstream.lastIndexOf('@');
  return at > 0 ? { name: upstream.slice(0, at), version: upstream.slice(at + 1) } : { name: upstream, version };
}

/** `openssl-1.1.1k-9.el8.src.rpm`; a source has its binaries' epoch unless told otherwise. */
function sourceRpm(upstream: string, purl: Purl): SourcePackage | undefined {
  const match = /^(.+)-([^-]+-[^-]+?)(?:\.(?:no)?src\.rpm)?$/.exec(upstream.slice(0, sbomLimits.text));
  if (match === null) return purl.version === undefined ? undefined : { name: upstream, version: purl.version };
  const [, name = '', version = ''] = match;
  const { epoch } = purl.qualifiers;
  return { name, version: epoch === undefined || epoch === '0' ? version : `${epoch}:${version}` };
}
