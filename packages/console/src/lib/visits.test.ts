import { expect, it } from 'vitest';
import { createStore } from './store.ts';
import { beginVisit } from './visits.ts';

const hour = 3_600_000;

it('remembers when the visit before ended, also after a reload', () => {
  const visits = createStore({ seen: 0, before: 0 });

  expect(beginVisit(visits, 10 * hour)).toBeUndefined();
  expect(beginVisit(visits, 10 * hour + 60_000)).toBeUndefined();
  visits.set({ ...visits.get(), seen: 11 * hour });
  expect(beginVisit(visits, 20 * hour)).toBe(11 * hour);
  expect(beginVisit(visits, 20 * hour + 1000)).toBe(11 * hour);
});
