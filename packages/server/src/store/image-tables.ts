/** The columns of the tables about images, as Kysely types queries by. */
import type { Generated } from 'kysely';

export interface ImageTables {
  readonly image: ImageRow;
  readonly image_report: ImageReportRow;
  readonly image_part: ImagePartRow;
  readonly image_finding: ImageFindingRow;
  readonly image_package: ImagePackageRow;
  readonly image_alias: { alias: string; image: number };
  readonly image_name: ImageNameRow;
  readonly image_history: { seq: Generated<number>; image: number; scanned_at: number; body: string };
  readonly image_verdict: { image: number; policy: string; passed: number; body: string };
  readonly usage: UsageRow;
  readonly watched: { image: string; workload: string; since: number; last_at: number };
  readonly scan: ScanRow;
  readonly registry: { id: string; host: string; body: string; sealed: Uint8Array | null; created_at: number };
  readonly registry_tag: { registry: string; repository: string; tag: string; digest: string; at: number };
  readonly schedule: { id: string; body: string };
  readonly image_exception: {
    seq: Generated<number>;
    id: string;
    state: string;
    expires_at: number | null;
    haystack: string;
    body: string;
  };
  readonly advisory_data: { generation: string; body: string };
  readonly policy: { id: string; name: string; body: string };
}

export interface ImageRow {
  seq: Generated<number>;
  id: string;
  digest: string | null;
  name: string;
  repository: string | null;
  tag: string | null;
  current: number;
  platform: string | null;
  os: string | null;
  created_at: number | null;
  first_seen_at: number;
  state: string;
  scanned_at: number | null;
  data_at: number | null;
  /** When time alone changes what is to be said of it. */
  due_at: number | null;
  /** Of the advisories it was last held against. */
  generation: string | null;
  failure: string | null;
  bytes: number;
  layers: number;
  packages: number;
  critical: number;
  high: number;
  medium: number;
  low: number;
  negligible: number;
  unknown: number;
  kinds: string;
  fixable: number;
  kev: number;
  epss: number;
  /** Rank of the worst open vulnerability, -1 for none. */
  worst: number;
  /** Rank of the worst malware or secret that lies open, -1 for none: neither has to run to do harm. */
  urgent: number;
  /** As `worst`, of what runs, twice: odd when it was executed. -1 for none. */
  use_worst: number;
  executed: number;
  loaded: number;
  never_seen: number;
  watched_since: number | null;
  suppressed: number;
  hidden: number;
  containers: number;
  workloads: string;
  breaks: string;
  haystack: string;
}

interface ImageReportRow {
  image: number;
  /** Image, as JSON. */
  outline: string;
  head: Uint8Array;
  stored: Uint8Array | null;
  /** Statements that came with the image. */
  vex: Uint8Array | null;
  profile: Uint8Array | null;
}

interface ImagePartRow {
  image: number;
  of: string;
  part: number;
  body: Uint8Array;
}

export interface ImageFindingRow {
  seq: Generated<number>;
  image: number;
  key: string;
  part: number;
  place: number;
  kind: string;
  source: string;
  severity: number;
  status: string | null;
  origin: string;
  layer: string | null;
  package: string | null;
  package_name: string;
  use: number;
  kev: number;
  /** Billionths, as EPSS and the advisories have them; 0 for none. */
  epss: number;
  percentile: number;
  fixable: number;
  suppressed: string | null;
  hidden: number;
  first_seen_at: number;
  haystack: string;
}

export interface ImagePackageRow {
  seq: Generated<number>;
  image: number;
  id: string;
  part: number;
  place: number;
  type: string;
  name: string;
  match_name: string;
  source_name: string;
  origin: string;
  layer: string | null;
  licence: string | null;
  use: number;
  vulnerable: number;
  counts: string;
  haystack: string;
}

export interface ImageNameRow {
  name: string;
  image: number;
  repository: string | null;
  tag: string | null;
  current: number;
  last_seen_at: number;
}

export interface UsageRow {
  image: string;
  workload: string;
  kind: string;
  path: string;
  first_at: number;
  last_at: number;
  /** Id of the package it belongs to: '' for none, null while nobody has looked. */
  package: string | null;
}

export interface ScanRow {
  seq: Generated<number>;
  id: string;
  kind: string;
  /** Two that are the same wait once. */
  same: string;
  reference: string;
  place: string;
  trigger: string;
  state: string;
  /** Lower goes first. */
  rank: number;
  not_before: number;
  queued_at: number;
  ended_at: number | null;
  image: string | null;
  haystack: string;
  /** What is needed to do it; never a secret. */
  task: string;
  /** ScanJob without its place in the queue and its progress. */
  body: string;
}
