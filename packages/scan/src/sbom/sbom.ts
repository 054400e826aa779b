/**
 * Bills of materials: read and written.
 *
 * in     the bytes of somebody's SBOM; or a scan report
 * out    packages as a scan would have found them; or a document in CycloneDX or SPDX
 * holds  the package URL says what a package is, and nothing else does; what cannot be told from one is a problem, never left out in
 *        silence; the same report gives the same bytes
 */
import type { Package, ScanProblem } from '@plimsoll/core';

export interface Sbom {
  readonly format: SbomFormat;
  readonly packages: readonly Package[];
  readonly os: { readonly id: string; readonly version: string } | undefined;
  readonly problems: readonly ScanProblem[];
}

export type SbomFormat = 'cyclonedx' | 'spdx-2' | 'spdx-3' | 'syft';

/** What a document says of one component, before its package URL is read. */
export interface SbomComponent {
  /** How the document points at it. */
  readonly ref: string;
  readonly name: string;
  readonly purl: string | undefined;
  readonly licence: string | undefined;
  /** What the package URL cannot say; as `traitsOf` wrote it, or taken from another tool's own fields. */
  readonly traits: Readonly<Record<string, string>>;
}

/** A document once its own form is undone. */
export interface SbomContents {
  readonly format: SbomFormat;
  readonly components: readonly SbomComponent[];
  /** From a component's `ref` to those it depends on. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  readonly os: { readonly id: string; readonly version: string } | undefined;
  /** Parts of the document that do not fit its format. */
  readonly unreadable: readonly string[];
}

export const sbomLimits = {
  bytes: 256 * 1024 * 1024,
  components: 500_000,
  /** Components in components. */
  depth: 64,
  text: 4096,
  dependencies: 2_000_000,
} as const;
