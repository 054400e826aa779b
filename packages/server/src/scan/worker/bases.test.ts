import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@plimsoll/testkit';
import { expect, it } from 'vitest';
import { createBases } from './bases.ts';

it('is the same for every worker of a host, from the moment it changed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bases-'));
  try {
    const [one, other] = [createBases(folder), createBases(folder)];
    const layers = [digestOf('a'), digestOf('b'), digestOf('c')];
    await other.refresh();
    expect(other.longestPrefix(layers)).toBeUndefined();
    await one.keep([{ name: 'base:1', digest: digestOf('base'), diffIds: layers.slice(0, 2) }]);
    await other.refresh();
    expect(other.longestPrefix(layers)).toMatchObject({ name: 'base:1', layers: 2 });
    await one.keep([]);
    await other.refresh();
    expect(other.longestPrefix(layers)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
