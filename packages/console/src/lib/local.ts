/**
 * What this browser remembers: theme, saved views, when it was last here. Never anything secret.
 *
 * in     a storage (the browser's, or a Map in tests), a key and the schema of its value
 * out    a store of the value
 * holds  garbage, a full disk and forbidden storage all read as `fallback` and keep working for this visit
 */
import type { z } from 'zod';
import { createStore, type Store } from './store.ts';

export type KeyValue = Pick<Storage, 'getItem' | 'setItem'>;

export interface LocalKey<T> {
  readonly key: string;
  readonly schema: z.ZodType<T>;
  readonly fallback: T;
}

export function createLocalStore<T>(storage: KeyValue, { key, schema, fallback }: LocalKey<T>): Store<T> {
  const store = createStore(read());
  return {
    ...store,
    set(value) {
      store.set(value);
      try {
        storage.setItem(key, JSON.stringify(value));
      } catch {
        // Kept for this visit only: storage is full or forbidden, which must not stop the console.
      }
    },
  };

  function read(): T {
    try {
      return schema.parse(JSON.parse(storage.getItem(key) ?? 'null'));
    } catch {
      return fallback;
    }
  }
}
