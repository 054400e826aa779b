/** An advisory as the database holds it: one package of one record, with its ranges. */
import type { AdvisoryData, EpochMs, Epss, FixStatus, KnownExploited, Rating } from '@plimsoll/core';

export interface Advisory {
  /** The record's own id: `DSA-5532-1`, `GHSA-…`, `GO-2023-1234`, `MAL-2024-1`. */
  readonly id: string;
  /** `id` and its aliases, transitively, sorted; not `related` or `upstream`. CVEs that a distribution's record lists as `upstream` are in `upstream`. */
  readonly aliases: readonly string[];
  readonly upstream: readonly string[];
  /** `osv/Debian`. */
  readonly feed: string;
  /** As in OSV: `Debian:12`, `npm`, `AlmaLinux:8`, `Alpine:v3.20`. */
  readonly ecosystem: string;
  /** As the ecosystem spells it after its own normalisation. */
  readonly package: string;
  readonly ranges: readonly AdvisoryRange[];
  /** Exactly these too. */
  readonly versions: readonly string[];
  readonly malicious: boolean;
  /** `nodejs:16`; undefined: not modular. '' : modular, stream not told. */
  readonly module: string | undefined;
  /** Of the distribution or database itself, where it gives one. */
  readonly status: FixStatus | undefined;
  /** Best first: the distribution's own, then NVD's, then others'. */
  readonly ratings: readonly Rating[];
  readonly publishedAt: number | undefined;
  readonly modifiedAt: number;
  /** First 300 characters at most. */
  readonly summary: string;
}

export interface AdvisoryRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM';
  /** In the order of the record. */
  readonly events: readonly AdvisoryEvent[];
}
export type AdvisoryEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  | { readonly lastAffected: string }
  | { readonly limit: string };

/** One immutable generation, opened read-only. Look-ups are synchronous and cheap in key order. */
export interface AdvisoryDatabase {
  readonly data: AdvisoryData;
  /** `ecosystem` without normalisation surprises: exactly as in Advisory. [] for what it does not know. */
  find(ecosystem: string, name: string): readonly Advisory[];
  /** Whether it has any record of the ecosystem: tells "not affected" from "nothing is known". */
  covers(ecosystem: string): boolean;
  kev(cve: string): KnownExploited | undefined;
  epss(cve: string): Epss | undefined;
  /** When support of a release ends, as `alpine-linux` and `3.20`; undefined when the feed is not there or does not know it. */
  endOfLife(product: string, release: string): ReleaseEnd | undefined;
  /** Text and references for people; undefined when the details file is not there. */
  detail(id: string): AdvisoryDetail | undefined;
  close(): void;
}

export interface ReleaseEnd {
  readonly endOfLifeAt: EpochMs | undefined;
  /** Paid or extended support. */
  readonly extendedSupportUntil: EpochMs | undefined;
}

export interface AdvisoryDetail {
  readonly summary: string;
  readonly details: string;
  readonly references: readonly string[];
  readonly cwes: readonly string[];
}

/** `<ecosystem>\u0000<name>` of every package whose records differ between two generations. */
export interface AdvisoryDelta {
  readonly from: string | undefined;
  readonly to: string;
  readonly packages: readonly { readonly ecosystem: string; readonly name: string }[];
  /** CVEs that are known to be exploited in `to` and were not in `from`. */
  readonly exploited?: readonly string[];
  /** The other way about: taken off the list. */
  readonly noLongerExploited?: readonly string[];
}
