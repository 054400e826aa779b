import { expect, it } from 'vitest';
import type { Stores } from '../store/store.ts';
import { createCommitQueue } from './commit-queue.ts';

/** Counts commits and rolls back like a database: what a failed transaction wrote is gone. */
function journal() {
  const kept: string[] = [];
  let commits = 0;
  const queue = createCommitQueue({
    atomically: async (work) => {
      const before = kept.length;
      try {
        const result = await work({} as Stores);
        commits++;
        return result;
      } catch (error) {
        kept.length = before;
        throw error;
      }
    },
  });
  const write = (text: string) =>
    queue.write(async () => {
      kept.push(text);
      if (text === 'bad') throw new Error('no');
      return text;
    });
  return { kept, write, queue, commits: () => commits };
}

it('puts what arrives together into one commit, in order', async () => {
  const { kept, write, commits } = journal();
  const results = await Promise.all(['a', 'b', 'c'].map(write));

  expect(results).toEqual(['a', 'b', 'c']);
  expect(kept).toEqual(['a', 'b', 'c']);
  expect(commits()).toBe(1);
});

it('rolls back the one that fails, and keeps the others', async () => {
  const { kept, write } = journal();
  const results = await Promise.allSettled(['a', 'bad', 'c'].map(write));

  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(kept).toEqual(['a', 'c']);
});

it('refuses more than may wait, and says when nothing waits any more', async () => {
  const { write, queue, kept } = journal();
  const results = Promise.allSettled(Array.from({ length: 20_001 }, (_, i) => write(String(i))));
  const refused = (await results).filter(({ status }) => status === 'rejected');

  expect(refused).toHaveLength(1);
  await queue.drained();
  expect(kept).toHaveLength(20_000);
});

it('tells of a database that cannot be written until it can', async () => {
  let full = true;
  const queue = createCommitQueue({
    atomically: async (work) => {
      if (full) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      return work({} as Stores);
    },
  });
  await expect(queue.write(async () => 1)).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(queue.trouble()?.why).toContain('disk is full');
  expect(queue.trouble()?.hint).toContain('Check that the disk');
  full = false;
  expect(await queue.write(async () => 1)).toBe(1);
  expect(queue.trouble()).toBeUndefined();
});
