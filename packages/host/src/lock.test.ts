import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeLock } from './lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is held by one at a time, and free again once released', () => {
  const data = join(folder, 'made', 'on', 'demand');
  const lock = takeLock(data);
  expect(() => takeLock(data)).toThrow(`Another Plimsoll (pid ${process.pid}) uses ${data}`);
  lock.release();
  takeLock(data).release();
});

it('does not believe a pid file that a kill left behind', () => {
  writeFileSync(join(folder, 'plimsoll.pid'), '1\n');
  takeLock(folder).release();
});

it('says what is wrong with the place', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => takeLock(join(folder, 'file'))).toThrow(/cannot be used/);
});
