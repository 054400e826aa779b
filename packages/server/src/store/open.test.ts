import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs, RecordId } from '@plimsoll/core';
import { findingOf } from '@plimsoll/testkit';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../errors.ts';
import { backUp, backupsOf, restoreDatabase } from './backup.ts';
import { migrations } from './migrations.ts';
import { openStore } from './open.ts';

const now = (n: number) => (1_700_000_000_000 + n * 3_600_000) as EpochMs;
let dataDir: string;
let file: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-open-'));
  file = join(dataDir, 'plimsoll.db');
});
afterEach(() => rmSync(dataDir, { recursive: true }));

async function filled(findings = 200): Promise<void> {
  const store = openStore({ file });
  await store.atomically(async (stores) => {
    for (let i = 0; i < findings; i++) await stores.findings.put(findingOf({ id: `f${i}`, fingerprint: `p${i}` }));
  });
  await store.close();
}

function refusal(): StoreError {
  try {
    openStore({ file });
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

describe('a damaged database', () => {
  const damages: [string, (bytes: Buffer) => Buffer][] = [
    ['text instead of a database', () => Buffer.from('hello, I am not a database at all\n'.repeat(10))],
    ['the first page overwritten', (bytes) => Buffer.concat([Buffer.alloc(4096, 7), bytes.subarray(4096)])],
    ['zeros in the middle', (bytes) => Buffer.from(bytes).fill(0, 8192, bytes.length - 8192)],
    ['noise in the middle', (bytes) => Buffer.from(bytes).fill('\xa5\x17', 12_288, 60_000, 'latin1')],
    ['cut in half', (bytes) => bytes.subarray(0, (bytes.length >> 13) * 4096)],
    ['cut within a page', (bytes) => bytes.subarray(0, bytes.length - 100)],
    ['a few bytes only', (bytes) => bytes.subarray(0, 40)],
    [
      'an impossible page size',
      (bytes) => Buffer.concat([bytes.subarray(0, 16), Buffer.from([3, 3]), bytes.subarray(18)]),
    ],
  ];

  it.each(damages)('is refused and left as it is: %s', async (_, damage) => {
    await filled();
    const bytes = damage(readFileSync(file));
    writeFileSync(file, bytes);

    const error = refusal();
    expect(error.code).toBe('STORE_CORRUPT');
    expect(error.message).toContain(file);
    expect(error.hint).toContain('--restore');
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('is moved aside, and the newest whole backup takes its place', async () => {
    await filled(20);
    const store = openStore({ file });
    await backUp(store, { dataDir, now: now(1), keep: 3 });
    await store.findings.put(findingOf({ id: 'later', fingerprint: 'later' }));
    const newest = await backUp(store, { dataDir, now: now(2), keep: 3 });
    await store.close();
    truncateSync(newest, 5000);
    writeFileSync(file, 'broken');

    const { from, movedTo } = restoreDatabase({ dataDir, now: now(3) });

    expect(from).toBe(backupsOf(dataDir)[1]);
    expect(readFileSync(movedTo ?? '', 'utf8')).toBe('broken');
    const restored = openStore({ file });
    expect(await restored.findings.get('f19' as RecordId)).toBeDefined();
    expect(await restored.findings.get('later' as RecordId)).toBeUndefined();
    await restored.close();
  });

  it('stays where it is when there is nothing to restore', async () => {
    writeFileSync(file, 'broken');

    expect(() => restoreDatabase({ dataDir, now: now(0) })).toThrow(/no usable backup/);
    expect(readdirSync(dataDir)).toEqual(['plimsoll.db']);
  });

  it('is a loss when it is gone or empty beside backups, and a first start when there are none', async () => {
    writeFileSync(file, '');
    const store = openStore({ file });
    await backUp(store, { dataDir, now: now(0), keep: 3 });
    await store.close();
    writeFileSync(file, '');
    expect(refusal().code).toBe('STORE_CORRUPT');
    rmSync(file);
    expect(refusal().message).toContain('gone');
    expect(existsSync(file)).toBe(false);
  });
});

describe('a database that is not ours to open', () => {
  it('is refused when it is of another program', () => {
    const foreign = new Sqlite(file);
    foreign.exec('CREATE TABLE t (x)');
    foreign.close();

    expect(refusal().code).toBe('STORE_FOREIGN');
  });

  it('is refused when a newer program wrote it', async () => {
    await filled(1);
    const raw = new Sqlite(file);
    raw.pragma('user_version = 99');
    raw.close();

    const error = refusal();
    expect(error.code).toBe('STORE_NEWER');
    expect(error.message).toContain('99');
  });

  it('is refused with the reason when the place cannot be written', () => {
    mkdirSync(join(dataDir, 'nowhere'));
    rmSync(join(dataDir, 'nowhere'), { recursive: true });
    expect(() => openStore({ file: join(dataDir, 'nowhere', 'plimsoll.db') })).toThrow(StoreError);
  });
});

describe('backups', () => {
  it('rotate, and are open to their owner alone', async () => {
    const store = openStore({ file });
    for (let n = 0; n < 5; n++) await backUp(store, { dataDir, now: now(n), keep: 3 });
    await store.close();

    expect(backupsOf(dataDir)).toHaveLength(3);
    expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(3);
    for (const backup of backupsOf(dataDir)) expect(statSync(backup).mode & 0o777).toBe(0o600);
  });
});

describe('a database of an earlier version', () => {
  const first = migrations;
  const next = {
    version: migrations.length + 1,
    what: 'owners',
    statements: ['ALTER TABLE workload ADD COLUMN owner TEXT', "UPDATE workload SET owner = 'nobody'"],
  };

  async function earlier(): Promise<void> {
    const store = openStore({ file, steps: first });
    await store.findings.put(findingOf({ id: 'old' }));
    await store.counters.add('events', 7);
    await store.close();
  }

  it('keeps what it holds when it is brought up to date', async () => {
    await earlier();
    const store = openStore({ file, steps: [...first, next] });

    expect(await store.findings.get('old' as RecordId)).toBeDefined();
    expect(await store.counters.all()).toEqual(new Map([['events', 7]]));
    await store.close();
    const raw = new Sqlite(file);
    expect(raw.pragma('user_version', { simple: true })).toBe(next.version);
    raw.close();
  });

  it('stays at its version when a step fails', async () => {
    await earlier();
    const broken = { ...next, statements: [...next.statements, 'SELECT nonsense FROM nowhere'] };

    expect(() => openStore({ file, steps: [...first, broken] })).toThrow(StoreError);
    const store = openStore({ file, steps: first });
    expect(await store.findings.get('old' as RecordId)).toBeDefined();
    await store.close();
  });
});

it('notices an entry of the ledger that was changed behind its back', async () => {
  const store = openStore({ file });
  for (let n = 0; n < 3; n++) {
    await store.ledger.append({
      id: `c${n}` as RecordId,
      at: now(n),
      actor: 'me',
      what: 'workload.mode',
      subject: 'docker/web',
      before: {},
      after: { n },
      reason: '',
      because: [],
    });
  }
  await store.close();
  const raw = new Sqlite(file);
  expect(() => raw.exec("UPDATE change SET actor = 'you' WHERE id = 'c1'")).toThrow(/append-only/);
  expect(() => raw.exec('DELETE FROM change')).toThrow(/append-only/);
  raw.exec("DROP TRIGGER change_is_never_edited; UPDATE change SET actor = 'you' WHERE id = 'c1'");
  raw.close();

  const again = openStore({ file });
  expect(await again.ledger.firstBroken()).toBe('c1');
  await again.close();
});
