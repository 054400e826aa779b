import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pruneFacts } from './prune-facts.ts';

it('lets the oldest facts go until the rest fits, and minds no folder that is not there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-facts-'));
  try {
    const paths = ['aa/1', 'ab/2', 'ab/3'].map((name) => join(folder, name));
    for (const [age, path] of paths.entries()) {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, 'x'.repeat(100));
      utimesSync(path, 1000 + age, 1000 + age);
    }
    expect(await pruneFacts(folder, 300)).toBe(0);
    expect(await pruneFacts(folder, 150)).toBe(2);
    expect(paths.map((path) => existsSync(path))).toEqual([false, false, true]);
    expect(await pruneFacts(join(folder, 'none'), 1)).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
