import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BatchId, EpochMs, RecordId, WorkloadId } from '@plimsoll/core';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { databaseName } from './backup.ts';
import { openStore } from './open.ts';

const writer = fileURLToPath(new URL('../../../testkit/src/crash-writer.ts', import.meta.url));
const web = 'docker/web' as WorkloadId;

/** Runs until it acknowledged so many lines, then kills it in the middle of whatever it does. */
function writeAndKill(dataDir: string, { run, lines }: { run: number; lines: number }): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=source', writer, dataDir, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (part) => {
    text += part;
    if (text.split('\n').length > lines) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(text.split('\n').slice(0, -1)));
  });
}

it('keeps everything it acknowledged when it is killed', { timeout: 120_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-crash-'));
  const file = join(dataDir, databaseName);
  const acknowledged: string[] = [];
  for (let run = 1; run <= 6; run++) {
    const lines = await writeAndKill(dataDir, { run, lines: 40 + Math.floor(Math.random() * 400) });
    expect(lines.length).toBeGreaterThan(30);
    acknowledged.push(...lines);
  }

  const store = openStore({ file });
  for (const line of acknowledged) {
    const [kind, id = ''] = line.split(' ');
    if (kind === 'F') expect(await store.findings.get(id as RecordId), line).toBeDefined();
    const delta = { workload: web, batch: id as BatchId, at: 0 as EpochMs, observations: 0, state: new Uint8Array() };
    // It is known, merged or waiting: keeping it again changes nothing.
    if (kind === 'B') expect(await store.deltas.keep(delta), line).toBe(false);
  }
  const merged = await store.baselines.latest(web);
  expect(merged?.version).toBeGreaterThan(0);
  await store.close();
  const raw = new Sqlite(file);
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
  raw.close();
  rmSync(dataDir, { recursive: true });
});
