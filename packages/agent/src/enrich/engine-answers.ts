/** What we read from the engine's answers: only the fields we need, checked. */
import type { ContainerId } from '@plimsoll/core';
import { z } from 'zod';

const id = z.string().regex(/^[0-9a-f]{64}$/) as unknown as z.ZodType<ContainerId, string>;
const labels = z.record(z.string(), z.string()).nullish();

export const ContainerList = z.array(z.object({ Id: id }));

export const ContainerInspection = z.object({
  Id: id,
  Name: z.string(),
  /** The image's id; Podman leaves the algorithm out. */
  Image: z.string(),
  State: z.object({ Running: z.boolean(), StartedAt: z.string() }),
  Config: z.object({ Image: z.string(), Labels: labels }),
  HostConfig: z.object({ Init: z.boolean().nullish() }).nullish(),
  Mounts: z.array(z.object({ Destination: z.string() })).nullish(),
});
export type ContainerInspection = z.infer<typeof ContainerInspection>;

export const ImageInspection = z.object({ Id: z.string().optional(), RepoTags: z.array(z.string()).nullish() });
export type ImageInspection = z.infer<typeof ImageInspection>;

export const EngineEvent = z.object({
  Type: z.literal('container'),
  Action: z.string(),
  Actor: z.object({ ID: id, Attributes: z.record(z.string(), z.string()).nullish() }),
  /** Seconds. */
  time: z.number(),
});
/** Docker has the name in the id, Podman the image's id: then its name is among the attributes. */
export const ImageEvent = z
  .object({
    Type: z.literal('image'),
    Action: z.literal('pull'),
    Actor: z.object({ ID: z.string().min(1), Attributes: z.record(z.string(), z.string()).nullish() }),
    time: z.number(),
  })
  .transform(({ Actor, time }) => {
    const isId = /^(sha256:)?[0-9a-f]{64}$/.test(Actor.ID);
    return { Actor: { ID: isId ? (Actor.Attributes?.name ?? Actor.ID) : Actor.ID }, time };
  });

export type EngineEvent = z.infer<typeof EngineEvent>;
