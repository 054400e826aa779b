/**
 * How a database gets from one version to the next.
 *
 * in     the version a file has (PRAGMA user_version)
 * out    statements, run in one transaction with the new version number
 * holds  a step that was released is never edited: what must change comes as the next step
 */
import { imageMigration } from './image-migration.ts';

export interface Migration {
  readonly version: number;
  readonly what: string;
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    what: 'workloads, baselines, findings, ledger, sessions',
    statements: [
      `CREATE TABLE workload (
        id TEXT PRIMARY KEY, first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
        mode TEXT NOT NULL, dry_run INTEGER NOT NULL, declared_ready INTEGER NOT NULL, images TEXT NOT NULL,
        events INTEGER NOT NULL, lost INTEGER NOT NULL, baseline_version INTEGER NOT NULL, learned_from INTEGER,
        ready INTEGER NOT NULL, readiness TEXT
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE baseline (
        workload TEXT NOT NULL, version INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, state BLOB NOT NULL,
        PRIMARY KEY (workload, version)
      ) STRICT`,
      `CREATE TABLE delta (
        seq INTEGER PRIMARY KEY, workload TEXT NOT NULL, batch TEXT NOT NULL, at INTEGER NOT NULL,
        observations INTEGER NOT NULL, state BLOB, merged_in INTEGER, UNIQUE (workload, batch)
      ) STRICT`,
      'CREATE INDEX delta_pending ON delta (workload, seq) WHERE merged_in IS NULL',
      `CREATE TABLE finding (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workload TEXT NOT NULL, fingerprint TEXT NOT NULL,
        state TEXT NOT NULL, severity INTEGER NOT NULL, detector TEXT NOT NULL, technique TEXT, at INTEGER NOT NULL,
        last_at INTEGER NOT NULL, count INTEGER NOT NULL, baseline_version INTEGER NOT NULL, haystack TEXT NOT NULL,
        body TEXT NOT NULL
      ) STRICT`,
      `CREATE UNIQUE INDEX finding_live ON finding (workload, fingerprint) WHERE state IN ('open', 'acknowledged')`,
      'CREATE INDEX finding_last ON finding (last_at, seq)',
      'CREATE INDEX finding_severity ON finding (severity, last_at, seq)',
      'CREATE INDEX finding_count ON finding (count, last_at, seq)',
      // Covers what facets, histogram and a search for text read, so that none of them touches the bodies.
      'CREATE INDEX finding_facet ON finding (state, severity, workload, detector, technique, last_at, haystack)',
      'CREATE INDEX finding_fingerprint ON finding (workload, fingerprint, state)',
      `CREATE TABLE evidence (
        finding TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, bytes INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (finding, id)
      ) STRICT`,
      // Every id that was judged, so that a repeated call changes nothing and any of them leads to its finding.
      `CREATE TABLE occurrence (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, finding TEXT NOT NULL, at INTEGER NOT NULL
      ) STRICT`,
      'CREATE INDEX occurrence_finding ON occurrence (finding)',
      `CREATE TABLE exception (
        id TEXT PRIMARY KEY, workload TEXT NOT NULL, fingerprint TEXT NOT NULL, at INTEGER NOT NULL, owner TEXT NOT NULL,
        reason TEXT NOT NULL, finding TEXT NOT NULL, UNIQUE (workload, fingerprint)
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE change (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL,
        subject TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, reason TEXT NOT NULL, because TEXT NOT NULL,
        previous_hash TEXT NOT NULL, hash TEXT NOT NULL
      ) STRICT`,
      'CREATE INDEX change_subject ON change (subject, seq)',
      `CREATE TRIGGER change_is_never_edited BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END`,
      `CREATE TRIGGER change_is_never_deleted BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END`,
      `CREATE TABLE session (
        id_hash TEXT PRIMARY KEY, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE secret (name TEXT PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
      `CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    version: 2,
    what: 'verdicts on findings, rejections of what was learned',
    statements: [
      'ALTER TABLE finding ADD COLUMN verdict TEXT',
      'CREATE INDEX finding_verdict ON finding (verdict) WHERE verdict IS NOT NULL',
      `CREATE TABLE rejection (
        workload TEXT NOT NULL, thing TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (workload, thing)
      ) STRICT, WITHOUT ROWID`,
    ],
  },
  imageMigration,
];
