/** Version 3 of the database: images and what scanning them needs. */
import type { Migration } from './migrations.ts';

export const imageMigration: Migration = {
  version: 3,
  what: 'images, their findings and packages; the scan queue, registries, schedules, exceptions, policies',
  statements: [
    `CREATE TABLE image (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT, name TEXT NOT NULL, repository TEXT, tag TEXT,
      current INTEGER NOT NULL, platform TEXT, os TEXT, created_at INTEGER, first_seen_at INTEGER NOT NULL,
      state TEXT NOT NULL, scanned_at INTEGER, data_at INTEGER, due_at INTEGER, generation TEXT, failure TEXT,
      bytes INTEGER NOT NULL, layers INTEGER NOT NULL, packages INTEGER NOT NULL,
      critical INTEGER NOT NULL, high INTEGER NOT NULL, medium INTEGER NOT NULL, low INTEGER NOT NULL,
      negligible INTEGER NOT NULL, unknown INTEGER NOT NULL,
      kinds TEXT NOT NULL, fixable INTEGER NOT NULL, kev INTEGER NOT NULL, epss REAL NOT NULL, worst INTEGER NOT NULL,
      urgent INTEGER NOT NULL, use_worst INTEGER NOT NULL, executed INTEGER NOT NULL, loaded INTEGER NOT NULL, never_seen INTEGER NOT NULL,
      watched_since INTEGER, suppressed INTEGER NOT NULL, hidden INTEGER NOT NULL,
      containers INTEGER NOT NULL, workloads TEXT NOT NULL, breaks TEXT NOT NULL, haystack TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX image_risk ON image (urgent, use_worst, kev, epss, worst, seq)',
    'CREATE INDEX image_repository ON image (repository, scanned_at)',
    'CREATE INDEX image_generation ON image (generation)',
    'CREATE INDEX image_due ON image (due_at) WHERE due_at IS NOT NULL',
    // Ages of the advisories by generation: an update moves the images it does not concern on to the next by one column.
    `CREATE TABLE advisory_data (generation TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    // The head of the newest report and what is needed to judge it again: large, and read for one image at a time.
    // Its outline is what an update of the advisories asks of every image at once: it lies open.
    `CREATE TABLE image_report (
      image INTEGER PRIMARY KEY, outline TEXT NOT NULL, head BLOB NOT NULL, stored BLOB, vex BLOB, profile BLOB
    ) STRICT`,
    // Findings and packages, some dozens to a compressed part: as rows of their own they would take ten times the room.
    `CREATE TABLE image_part (
      image INTEGER NOT NULL, of TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (image, of, part)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE image_finding (
      seq INTEGER PRIMARY KEY, image INTEGER NOT NULL, key TEXT NOT NULL, part INTEGER NOT NULL, place INTEGER NOT NULL,
      kind TEXT NOT NULL, source TEXT NOT NULL, severity INTEGER NOT NULL, status TEXT, origin TEXT NOT NULL, layer TEXT,
      package TEXT, package_name TEXT NOT NULL, use INTEGER NOT NULL, kev INTEGER NOT NULL, epss INTEGER NOT NULL,
      percentile INTEGER NOT NULL, fixable INTEGER NOT NULL, suppressed TEXT, hidden INTEGER NOT NULL, first_seen_at INTEGER NOT NULL,
      haystack TEXT NOT NULL, UNIQUE (image, key)
    ) STRICT`,
    // Covers what an image's figures are counted from.
    `CREATE INDEX image_finding_risk ON image_finding (
      image, use, kev, epss, severity, fixable, seq, kind, suppressed, hidden
    )`,
    'CREATE INDEX image_finding_package ON image_finding (image, package)',
    'CREATE INDEX image_finding_source ON image_finding (source, image)',
    'CREATE INDEX image_finding_key ON image_finding (key, image)',
    'CREATE INDEX image_finding_suppressed ON image_finding (suppressed) WHERE suppressed IS NOT NULL',
    `CREATE TABLE image_package (
      seq INTEGER PRIMARY KEY, image INTEGER NOT NULL, id TEXT NOT NULL, part INTEGER NOT NULL, place INTEGER NOT NULL,
      type TEXT NOT NULL, name TEXT NOT NULL, match_name TEXT NOT NULL, source_name TEXT NOT NULL, origin TEXT NOT NULL,
      layer TEXT, licence TEXT, use INTEGER NOT NULL, vulnerable INTEGER NOT NULL, counts TEXT NOT NULL,
      haystack TEXT NOT NULL, UNIQUE (image, id)
    ) STRICT`,
    // From the name an advisory speaks of to the images that hold it: what a new advisory concerns is found without reading facts.
    // Both hold where the package lies, so that its row is not read either.
    'CREATE INDEX image_package_match ON image_package (match_name, type, image, part, place)',
    'CREATE INDEX image_package_source ON image_package (source_name, type, image, part, place)',
    `CREATE TABLE image_alias (alias TEXT PRIMARY KEY, image INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    'CREATE INDEX image_alias_image ON image_alias (image)',
    `CREATE TABLE image_name (
      name TEXT NOT NULL, image INTEGER NOT NULL, repository TEXT, tag TEXT, current INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL, PRIMARY KEY (name, image)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX image_name_image ON image_name (image)',
    `CREATE TABLE image_history (
      seq INTEGER PRIMARY KEY, image INTEGER NOT NULL, scanned_at INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX image_history_image ON image_history (image, seq)',
    `CREATE TABLE image_verdict (
      image INTEGER NOT NULL, policy TEXT NOT NULL, passed INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (image, policy)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE usage (
      image TEXT NOT NULL, workload TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL, package TEXT, PRIMARY KEY (image, workload, kind, path)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE watched (
      image TEXT NOT NULL, workload TEXT NOT NULL, since INTEGER NOT NULL, last_at INTEGER NOT NULL,
      PRIMARY KEY (image, workload)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE scan (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, same TEXT NOT NULL, reference TEXT NOT NULL,
      place TEXT NOT NULL, trigger TEXT NOT NULL, state TEXT NOT NULL, rank INTEGER NOT NULL, not_before INTEGER NOT NULL,
      queued_at INTEGER NOT NULL, ended_at INTEGER, image TEXT, haystack TEXT NOT NULL, task TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT`,
    `CREATE UNIQUE INDEX scan_same ON scan (same) WHERE state = 'queued'`,
    'CREATE INDEX scan_state ON scan (state, rank, not_before, seq)',
    `CREATE TABLE registry (
      id TEXT PRIMARY KEY, host TEXT NOT NULL, body TEXT NOT NULL, sealed BLOB, created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE registry_tag (
      registry TEXT NOT NULL, repository TEXT NOT NULL, tag TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY (registry, repository, tag)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE schedule (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE image_exception (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, expires_at INTEGER, haystack TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT`,
    'CREATE INDEX image_exception_state ON image_exception (state, expires_at)',
    `CREATE TABLE policy (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  ],
};
