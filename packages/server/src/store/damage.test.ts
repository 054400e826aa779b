import { closeSync, fstatSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordId } from '@plimsoll/core';
import { findingOf, temporaryServer } from '@plimsoll/testkit';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from './open.ts';

let dataDir: string;
let file: string;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-damage-'));
  file = join(dataDir, 'plimsoll.db');
  const store = openStore({ file });
  await store.atomically(async (stores) => {
    for (let i = 0; i < 400; i++) await stores.findings.put(findingOf({ id: `f${i}`, fingerprint: `p${i}` }));
  });
  await store.close();
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** Everything but the first pages, which an open database has in memory, becomes noise. */
function damage(): void {
  const handle = openSync(file, 'r+');
  const { size } = fstatSync(handle);
  writeSync(handle, Buffer.alloc(size - 16_384, '\xa5\x17', 'latin1'), 0, size - 16_384, 16_384);
  closeSync(handle);
}

it('is noticed by the read that meets it, and told from then on', async () => {
  const store = openStore({ file });
  expect(await store.findings.get('f1' as RecordId)).toBeDefined();
  damage();
  expect(store.damage()).toBeUndefined();
  await expect(store.findings.openCounts()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });

  expect(store.damage()?.hint).toContain('--restore');
  await store.close();
});

it('is noticed in a row that is no longer what was written into it', async () => {
  const raw = new Sqlite(file);
  raw.exec(`UPDATE finding SET body = '{"id"' WHERE id = 'f1'; UPDATE finding SET body = '{}' WHERE id = 'f2'`);
  raw.close();
  const store = openStore({ file });
  await expect(store.findings.get('f1' as RecordId)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  await expect(store.findings.get('f2' as RecordId)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  expect(store.damage()?.message).toContain('a row of it');
  await store.close();
});

it('is not taken for what callers do wrong', async () => {
  const store = openStore({ file });
  await expect(store.atomically(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(store.damage()).toBeUndefined();
  await store.close();
});

it('makes a running server blind at once, with what to do, on the status and on every answer', async () => {
  const here = await temporaryServer({ dataDir });
  here.server.link.health({
    node: 'here',
    kernel: '6.12',
    sensor: 'running',
    sensorSince: here.clock.now(),
    restarts: 0,
    gaps: 0,
    engine: 'connected',
    blind: [],
    containers: 1,
    eventsPerSecond: 0,
    losses: { ringFull: 0, threadsFull: 0, containersFull: 0, heldBack: 0, cut: 0, delivered: 0 },
    lossesByContainer: [],
    memoryBytes: 0,
    at: here.clock.now(),
  });
  const ask = async (path: string) => JSON.parse((await here.ask(path, { local: true })).text);
  expect((await ask('/api/v1/status')).state).toBe('findings');
  damage();

  expect(await ask('/api/v1/findings?text=anything')).toMatchObject({
    code: 'STORE_CORRUPT',
    hint: expect.stringContaining('--restore'),
  });
  const status = await ask('/api/v1/status');
  expect(status.state).toBe('blind');
  expect(status.sentence).toMatch(/^Not seen: what was found and learned/);
  expect(status.nodes[0].blind[0]).toMatchObject({
    why: expect.stringContaining('damaged'),
    hint: expect.stringContaining('--restore'),
  });
  await here.stop();
});
