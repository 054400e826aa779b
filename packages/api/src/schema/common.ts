/** Shapes every answer shares. Ids are plain strings on the wire and branded in the types on both sides of it. */
import type { ContainerId, EpochMs, RecordId, WorkloadId } from '@plimsoll/core';
import { z } from 'zod';

export const EpochMsSchema = z.number().int().nonnegative() as unknown as z.ZodType<EpochMs, EpochMs>;
export const RecordIdSchema = id<RecordId>(64);
export const WorkloadIdSchema = id<WorkloadId>(512);
export const ContainerIdSchema = id<ContainerId>(128);

/** The check is a string's; only the type is narrower, so that OpenAPI and JSON see what it is. */
function id<T extends string>(limit: number): z.ZodType<T, T> {
  return z.string().min(1).max(limit) as unknown as z.ZodType<T, T>;
}

/** Every answer that is not a success. */
export const ApiProblem = z.object({
  code: z.string(),
  /** What happened, and to what. */
  message: z.string(),
  /** What to do next. */
  hint: z.string(),
});
export type ApiProblem = z.infer<typeof ApiProblem>;

/** One page of a list that the server sorts and cuts. `next` goes into `cursor` for the following page. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), total: z.number().int().nonnegative(), next: z.string().nullable() });

export const PageQuery = z.object({
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
