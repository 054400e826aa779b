/** A package in an image: what it is, where it lies, who put it there. */
import type { Digest, Origin } from './image.ts';

/** The type of its package URL: https://github.com/package-url/purl-spec */
export type PackageType =
  | 'deb'
  | 'apk'
  | 'rpm'
  | 'npm'
  | 'pypi'
  | 'golang'
  | 'maven'
  | 'gem'
  | 'cargo'
  | 'composer'
  | 'nuget'
  | 'conan'
  | 'pub'
  | 'hex'
  | 'bitnami'
  | 'generic';

/** Whether the system's own package manager installs it. */
export function isOsPackage(type: PackageType): boolean {
  return type === 'deb' || type === 'apk' || type === 'rpm';
}

export interface Package {
  /** Unique in one image and the same at every scan of it: the purl and, for language packages, where it lies. */
  readonly id: string;
  readonly type: PackageType;
  /** With its namespace: `@babel/core`, `org.apache.logging.log4j:log4j-core`, `github.com/docker/docker`. */
  readonly name: string;
  /** As installed, epoch included; undefined when what is there does not say. */
  readonly version: string | undefined;
  readonly purl: string;
  readonly architecture: string | undefined;
  /** What a distribution's advisories speak of. */
  readonly source: SourcePackage | undefined;
  /** `nodejs:16`: rpm modularity. '' for a modular build whose stream is not known. */
  readonly module: string | undefined;
  /** Not made by the distribution (vendor, maintainer, origin): its advisories say nothing about it. */
  readonly thirdParty: boolean;
  /** SPDX expression; undefined when nothing machine-readable says it: never guessed. */
  readonly licence: string | undefined;
  /** Of the file that says it is there: a lock file, a jar, a package database. Nested archives: `app.war!/WEB-INF/lib/x.jar`. */
  readonly path: string;
  /** The layer in which this version appeared and stayed; undefined for an SBOM. */
  readonly layer: Digest | undefined;
  readonly origin: Origin;
  /** Id of the OS package that owns the file: then the distribution's word counts. */
  readonly ownedBy: string | undefined;
  /** development: named in a lock file for building and testing only. */
  readonly scope: 'runtime' | 'development';
  /** Installed: files of it are there. declared: only a lock file or manifest names it. */
  readonly evidence: 'installed' | 'declared';
  /** Names (not ids) in the same inventory. */
  readonly dependsOn: readonly string[];
}

export interface SourcePackage {
  readonly name: string;
  readonly version: string;
}
