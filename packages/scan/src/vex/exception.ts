/** What an owner has decided to live with, until when and why. */
import type { EpochMs, ImageFindingKind } from '@plimsoll/core';

export interface Exception {
  /** Its own, or its place in the file: `exceptions.yaml#3`. */
  readonly id: string;
  readonly select: {
    /** Names of vulnerabilities and records: any of them. */
    readonly ids: readonly string[];
    /** Of a secret or malware rule. */
    readonly rule: string | undefined;
    readonly check: string | undefined;
    readonly kind: ImageFindingKind | undefined;
  };
  readonly scope: {
    /** Glob over the image's repository, or over its reference where it has none. */
    readonly image: string | undefined;
    /** Package URL; version and qualifiers may be left out. */
    readonly package: string | undefined;
    /** Glob over the path in the image. */
    readonly path: string | undefined;
  };
  readonly reason: string;
  readonly owner: string;
  /** undefined: never, and said so. */
  readonly expires: EpochMs | undefined;
}
