import type { Package, ScanProblem } from '@plimsoll/core';
import { ScanError } from '../errors.ts';
import { osOfPurls } from './os-of-purls.ts';
import { readCycloneDx } from './read-cyclonedx.ts';
import { readCycloneDxXml } from './read-cyclonedx-xml.ts';
import { readSpdx2 } from './read-spdx2.ts';
import { readSpdx3 } from './read-spdx3.ts';
import { readSyft } from './read-syft.ts';
import { type Sbom, type SbomComponent, type SbomContents, sbomLimits } from './sbom.ts';
import { packageOf } from './sbom-package.ts';

/**
 * CycloneDX 1.2 and later as JSON or XML, SPDX 2.2, 2.3 and 3.0 as JSON, and Syft's own JSON.
 *
 * @throws ScanError SBOM_INVALID when it is none of these, or too large
 */
export function readSbom(bytes: Uint8Array, name = 'the SBOM'): Sbom {
  if (bytes.byteLength > sbomLimits.bytes)
    throw invalid(name, `has ${bytes.byteLength} bytes, more than ${sbomLimits.bytes}`);
  const contents = contentsOf(bytes, name);
  if (contents.components.length > sbomLimits.components)
    throw invalid(name, `lists more than ${sbomLimits.components} components`);
  return assemble(contents, name);
}

function contentsOf(bytes: Uint8Array, name: string): SbomContents {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text.trimStart().startsWith('<')) {
    const contents = readCycloneDxXml(text);
    if (contents === undefined) throw invalid(name, 'is XML but no CycloneDX document');
    return contents;
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw invalid(name, 'is neither JSON nor XML', cause);
  }
  const contents = readCycloneDx(document) ?? readSpdx2(document) ?? readSpdx3(document) ?? readSyft(document);
  if (contents === undefined) throw invalid(name, 'is JSON of no format that is known here');
  return contents;
}

function assemble(contents: SbomContents, name: string): Sbom {
  const read: { readonly ref: string; readonly item: Package }[] = [];
  const byRef = new Map<string, Package>();
  const unread: SbomComponent[] = [];
  for (const component of contents.components) {
    const item = packageOf(component);
    if (item === undefined) {
      if (!isImage(component)) unread.push(component);
      continue;
    }
    // Two components with one reference are a fault of the document, and neither must be lost by it.
    read.push({ ref: component.ref, item });
    if (!byRef.has(component.ref)) byRef.set(component.ref, item);
  }
  const packages = new Map<string, Package>();
  for (const { ref, item } of read) {
    const other = packages.get(item.id);
    if (other?.purl === item.purl && other.path === item.path) continue;
    const id = other === undefined ? item.id : `${item.purl}#${item.path}`;
    packages.set(id, { ...item, id, dependsOn: namesOf(contents.dependencies.get(ref) ?? [], byRef) });
  }
  return {
    format: contents.format,
    packages: [...packages.values()],
    os: contents.os ?? osOfPurls(packages.values()),
    problems: [...unreadProblem(unread, name), ...contents.unreadable.map((what) => problem(`${name}: ${what}`))],
  };
}

/** What the document is about, or a base: no package. */
function isImage({ purl }: SbomComponent): boolean {
  return purl !== undefined && /^pkg:(oci|docker)\//.test(purl);
}

/** Package has names where documents have references. */
function namesOf(refs: readonly string[], byRef: ReadonlyMap<string, Package>): readonly string[] {
  return [...new Set(refs.flatMap((ref) => byRef.get(ref)?.name ?? []))].sort();
}

function unreadProblem(unread: readonly SbomComponent[], name: string): readonly ScanProblem[] {
  if (unread.length === 0) return [];
  const some = unread.slice(0, 3).map((each) => (each.purl === undefined ? each.name : each.purl).slice(0, 200));
  const more = unread.length > some.length ? ` and ${unread.length - some.length} more` : '';
  return [
    problem(`${name}: no package URL that is known here, so held against no advisory: ${some.join(', ')}${more}`),
  ];
}

function problem(message: string): ScanProblem {
  return { code: 'INVENTORY_UNREADABLE', message, layer: undefined, path: undefined };
}

function invalid(name: string, what: string, cause?: unknown): ScanError {
  return new ScanError('SBOM_INVALID', `${name} ${what}`, {
    hint: 'Give CycloneDX (JSON or XML), SPDX 2.2, 2.3 or 3.0 (JSON) or Syft JSON.',
    cause,
  });
}
