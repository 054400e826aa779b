/**
 * Records of many databases in one form.
 *
 * in     one record as its source writes it: OSV, secdb, the Debian tracker, CSAF
 * out    a NormalRecord, or why there is none
 * holds  every text and list is bounded; nothing here depends on any other record
 */
import type { FixStatus, Rating } from '@plimsoll/core';
import type { AdvisoryDetail, AdvisoryRange } from '../advisory.ts';

export interface NormalRecord {
  readonly head: RecordHead;
  readonly affected: readonly NormalAffected[];
  readonly detail: AdvisoryDetail | undefined;
}

/** What is told once a record, however many packages it names. */
export interface RecordHead {
  readonly id: string;
  /** As the record lists them: the groups are made when a generation is built. */
  readonly aliases: readonly string[];
  readonly upstream: readonly string[];
  readonly malicious: boolean;
  readonly ratings: readonly Rating[];
  readonly publishedAt: number | undefined;
  readonly modifiedAt: number;
  readonly summary: string;
}

export interface NormalAffected {
  readonly ecosystem: string;
  readonly package: string;
  readonly ranges: readonly AdvisoryRange[];
  readonly versions: readonly string[];
  readonly module: string | undefined;
  readonly status: FixStatus | undefined;
  /** Of this package in this record; before the record's own. */
  readonly ratings: readonly Rating[];
  /** The source says that the package does not have the vulnerability: removes what other feeds say of it. */
  readonly notAffected: boolean;
}

/** Why a record is left out although it is well-formed. */
export type LeftOut = 'withdrawn' | 'no-package' | 'not-security';
export type Normalised =
  | { readonly record: NormalRecord }
  | { readonly leftOut: LeftOut; readonly id: string }
  | { readonly invalid: string };
