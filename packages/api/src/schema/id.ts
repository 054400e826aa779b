/** Ids and times. Plain strings and numbers on the wire, branded in the types on both sides of it. */
import type { ContainerId, Digest, EpochMs, RecordId, WorkloadId } from '@plimsoll/core';
import { z } from 'zod';

export const EpochMsSchema = z.number().int().nonnegative() as unknown as z.ZodType<EpochMs, EpochMs>;
export const RecordIdSchema = id<RecordId>(64);
export const WorkloadIdSchema = id<WorkloadId>(512);
export const ContainerIdSchema = id<ContainerId>(128);

/** `sha256:` and 64 hexadecimal digits, or `sha512:` and 128. */
export const DigestSchema = z.string().regex(/^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/) as unknown as z.ZodType<
  Digest,
  Digest
>;
/** What this server calls an image: its digest where it has one. Any digest it is known by is understood too. */
export const ImageIdSchema = z.string().min(1).max(200);

/** The check is a string's; only the type is narrower, so that OpenAPI and JSON see what it is. */
function id<T extends string>(limit: number): z.ZodType<T, T> {
  return z.string().min(1).max(limit) as unknown as z.ZodType<T, T>;
}
