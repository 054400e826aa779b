/** Ids and times. Plain strings and numbers on the wire, branded in the types on both sides of it. */
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
