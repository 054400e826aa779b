/** The columns of each table, as Kysely types queries by. Times are milliseconds since 1970; `body` columns are JSON. */
import type { Generated } from 'kysely';

import type { ImageTables } from './image-tables.ts';

export interface Tables extends ImageTables {
  readonly workload: WorkloadRow;
  readonly baseline: BaselineRow;
  readonly delta: DeltaRow;
  readonly finding: FindingRow;
  readonly evidence: EvidenceRow;
  readonly occurrence: OccurrenceRow;
  readonly exception: ExceptionRow;
  readonly rejection: RejectionRow;
  readonly change: ChangeRow;
  readonly session: SessionRow;
  readonly secret: SecretRow;
  readonly counter: CounterRow;
}

export interface WorkloadRow {
  id: string;
  first_seen_at: number;
  last_seen_at: number;
  mode: string;
  dry_run: number;
  declared_ready: number;
  images: string;
  events: number;
  lost: number;
  baseline_version: number;
  learned_from: number | null;
  ready: number;
  /** Cached from the newest baseline, so that lists decode nothing. Null until something was learned. */
  readiness: string | null;
}

interface BaselineRow {
  workload: string;
  version: number;
  id: string;
  at: number;
  state: Uint8Array;
}

interface DeltaRow {
  seq: Generated<number>;
  workload: string;
  batch: string;
  at: number;
  observations: number;
  /** Null once it is merged; the row stays for a while so that a repeated batch is known. */
  state: Uint8Array | null;
  merged_in: number | null;
}

interface FindingRow {
  seq: Generated<number>;
  id: string;
  workload: string;
  fingerprint: string;
  state: string;
  severity: number;
  detector: string;
  technique: string | null;
  verdict: string | null;
  at: number;
  last_at: number;
  count: number;
  baseline_version: number;
  /** Lower-case title, sentence, container's name and executable: what text search looks through. */
  haystack: string;
  body: string;
}

interface EvidenceRow {
  finding: string;
  id: string;
  at: number;
  bytes: number;
  body: string;
}

interface OccurrenceRow {
  seq: Generated<number>;
  id: string;
  finding: string;
  at: number;
}

export interface ExceptionRow {
  id: string;
  workload: string;
  fingerprint: string;
  at: number;
  owner: string;
  reason: string;
  /** The finding it was made from. */
  finding: string;
}

interface RejectionRow {
  workload: string;
  /** LearnedThing as canonical JSON. */
  thing: string;
  at: number;
  actor: string;
  reason: string;
}

export interface ChangeRow {
  seq: Generated<number>;
  id: string;
  at: number;
  actor: string;
  what: string;
  subject: string;
  before: string;
  after: string;
  reason: string;
  because: string;
  previous_hash: string;
  hash: string;
}

interface SessionRow {
  id_hash: string;
  created_at: number;
  expires_at: number;
}

interface SecretRow {
  name: string;
  hash: string;
  at: number;
}

interface CounterRow {
  name: string;
  value: number;
}
