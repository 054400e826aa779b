import { expect, it } from 'vitest';
import { createIds } from './ids.ts';

it('makes short ids that are all different, from the first characters on', () => {
  const newId = createIds();
  const ids = Array.from({ length: 20_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id.slice(0, 2))).size).toBe(32 * 32);
  for (const id of ids.slice(0, 100)) expect(id).toMatch(/^[0-9a-z]{16}$/);
});
