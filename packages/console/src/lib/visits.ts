/** When this browser was last here, so that a page can say what is new. Reloading does not begin a new visit. */
import { z } from 'zod';
import type { LocalKey } from './local.ts';
import type { Store } from './store.ts';

const Visits = z.object({
  /** When it was last seen here, in EpochMs. */
  seen: z.number().nonnegative(),
  /** When the visit before this one ended. */
  before: z.number().nonnegative(),
});
export type Visits = z.infer<typeof Visits>;

export const visitsKey: LocalKey<Visits> = { key: 'plimsoll.visits', schema: Visits, fallback: { seen: 0, before: 0 } };

const pause = 30 * 60_000;

/** Returns when the visit before this one ended; undefined on the first. */
export function beginVisit(visits: Store<Visits>, now: number): number | undefined {
  const { seen, before } = visits.get();
  const last = now - seen > pause ? seen : before;
  visits.set({ seen: now, before: last });
  return last || undefined;
}
