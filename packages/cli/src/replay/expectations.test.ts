import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@plimsoll/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { differences, readExpected, writeExpected } from './expectations.ts';

const found = (title: string, more: object = {}) =>
  ({
    kind: 'detection',
    detector: 'never-learned',
    workload: 'docker/web',
    severity: 'high',
    title,
    ...more,
  }) as Finding;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-expected-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('comes back as it was written, sorted, each finding once', async () => {
  const file = join(folder, 'a.json');
  const findings = [found('Shell'), found('Mount'), found('Shell', { id: 'another' })];
  await writeExpected(file, { learnUntil: 0.5, mode: 'monitor', findings });
  const expected = await readExpected(file);
  expect(expected).toMatchObject({ learnUntil: 0.5, mode: 'monitor' });
  expect(expected.findings.map(({ title }) => title)).toEqual(['Mount', 'Shell']);
  expect(differences(expected.findings, findings)).toEqual([]);
});

it('says what is missing and what is too much', () => {
  expect(differences([found('Shell')], [found('Shell', { severity: 'low' })])).toEqual([
    '- docker/web: high detection "Shell" (never-learned)',
    '+ docker/web: low detection "Shell" (never-learned)',
  ]);
});

it('refuses files that are something else', async () => {
  for (const text of [
    '',
    '[]',
    '{"format":"plimsoll-expected/2"}',
    '{"format":"plimsoll-expected/1","learnUntil":2,"mode":"monitor","findings":[]}',
  ]) {
    const file = join(folder, 'bad.json');
    writeFileSync(file, text);
    await expect(readExpected(file)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  }
  await expect(readExpected(join(folder, 'none.json'))).rejects.toThrow(/cannot be read/);
});
