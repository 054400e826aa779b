/** Which container, and which process in it. */
import { z } from 'zod';
import { ContainerIdSchema, EpochMsSchema } from './id.ts';

export const ContainerRef = z.object({
  id: ContainerIdSchema,
  name: z.string(),
  image: z.string(),
  imageDigest: z.string(),
  startedAt: EpochMsSchema,
});

export const ParentRef = z.object({ pid: z.number().int(), comm: z.string(), executable: z.string() });

export const ProcessRef = z.object({
  pid: z.number().int(),
  tid: z.number().int(),
  containerPid: z.number().int(),
  comm: z.string(),
  executable: z.string(),
  uid: z.number().int(),
  gid: z.number().int(),
  loginUid: z.number().int().optional(),
  terminal: z.boolean(),
  startedAt: EpochMsSchema,
  parent: ParentRef.optional(),
});
