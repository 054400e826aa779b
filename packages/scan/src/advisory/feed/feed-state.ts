/** What is known of a feed beside its records: how old it is, and how to ask for news. */
import { z } from 'zod';

const validators = z.object({ etag: z.string().optional(), lastModified: z.string().optional() });

export const FeedState = z.object({
  schema: z.literal(1),
  feed: z.string(),
  /** Changes whenever the records do: a generation remembers which it was built from. */
  revision: z.string(),
  records: z.number(),
  newestAt: z.number(),
  /** When it was last read without error, or found unchanged. 0: never. */
  fetchedAt: z.number(),
  /** When it last came whole. */
  wholeAt: z.number(),
  failure: z.string().optional(),
  /** Which base the validators are of: another mirror's mean nothing. */
  base: z.string(),
  whole: validators.optional(),
  index: validators.optional(),
  /** Newest time in `modified_id.csv` at the last reading. */
  seenAt: z.number(),
  /** How many it listed then. */
  listed: z.number(),
  /** The first of those that could not be read, with why. */
  invalid: z.array(z.string()),
  invalidCount: z.number(),
  leftOut: z.record(z.string(), z.number()),
});
export type FeedState = z.infer<typeof FeedState>;

export function emptyState(feed: string): FeedState {
  return {
    schema: 1,
    feed,
    revision: '',
    records: 0,
    newestAt: 0,
    fetchedAt: 0,
    wholeAt: 0,
    base: '',
    seenAt: 0,
    listed: 0,
    invalid: [],
    invalidCount: 0,
    leftOut: {},
  };
}
