/** One page of a list that the server sorts and cuts. `next` goes into `cursor` for the following page. */
import { z } from 'zod';

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), total: z.number().int().nonnegative(), next: z.string().nullable() });

export const PageQuery = z.object({
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
