/** Brings a database up to date: all steps that it lacks, or none of them. */
import type Sqlite from 'better-sqlite3';
import { applicationId } from './check.ts';
import type { Migration } from './migrations.ts';

export function migrate(raw: Sqlite.Database, migrations: readonly Migration[]): void {
  const version = Number(raw.pragma('user_version', { simple: true }));
  const steps = migrations.filter((migration) => migration.version > version);
  if (steps.length === 0) return;
  raw
    .transaction(() => {
      for (const step of steps) {
        for (const statement of step.statements) raw.exec(statement);
        raw.pragma(`user_version = ${step.version}`);
      }
      raw.pragma(`application_id = ${applicationId}`);
    })
    .immediate();
}
