import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLocalStore } from './local.ts';

const views = { key: 'views', schema: z.array(z.string()), fallback: [] as string[] };

function storage(initial: Record<string, string> = {}) {
  const kept = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  };
}

describe('what the browser remembers', () => {
  it('survives a reload', () => {
    const disk = storage();
    createLocalStore(disk, views).set(['mine']);

    expect(createLocalStore(disk, views).get()).toEqual(['mine']);
  });

  it.each(['', '{', '{"a":1}', 'null', '[1]'])('starts afresh from garbage: %s', (garbage) => {
    expect(createLocalStore(storage({ views: garbage }), views).get()).toEqual([]);
  });

  it('works where storage is forbidden', () => {
    const forbidden = {
      getItem() {
        throw new Error('SecurityError');
      },
      setItem() {
        throw new Error('QuotaExceededError');
      },
    };
    const store = createLocalStore(forbidden, views);
    store.set(['mine']);

    expect(store.get()).toEqual(['mine']);
  });
});
