/** What an image holds once its layers lie upon each other: the value matching, checks, norms and SBOMs are made from. */
import type { Digest, OperatingSystem, Package, ScanProblem } from '@plimsoll/core';
import type { Executable, MalwareFact, SecretFact } from './layer-facts.ts';

export interface ImageContents {
  readonly os: OperatingSystem | undefined;
  readonly packages: readonly Package[];
  /** Those that are still there at the top; `owner` is the id of the package that brought the file, not of one read out of it. */
  readonly executables: readonly (Executable & { readonly layer: Digest; readonly owner: string | undefined })[];
  readonly writable: readonly { readonly path: string; readonly mode: number; readonly layer: Digest }[];
  /** Of every layer, deleted or not. */
  readonly secrets: readonly (SecretFact & { readonly layer: Digest; readonly deletedLater: boolean })[];
  readonly malware: readonly (MalwareFact & { readonly layer: Digest; readonly deletedLater: boolean })[];
  readonly problems: readonly ScanProblem[];
  readonly notes: readonly string[];
  /** Id of the package a file belongs to: by the OS package's file list, else by lying in a language package's folder or being it. */
  ownerOf(path: string): string | undefined;
  /** All there are: a jar holds several packages, a Go binary its modules. `ownerOf` is the first. */
  ownersOf?(path: string): readonly string[];
}
