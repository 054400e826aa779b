/** Who is asking: a person with a cookie, a program with the token, or the local user through the socket. */
import { z } from 'zod';
import { EpochMsSchema } from './id.ts';

export const SignIn = z.object({ token: z.string().min(1).max(256) });
export const Done = z.object({ ok: z.literal(true) });

export const Session = z.object({
  via: z.enum(['cookie', 'token', 'socket']),
  /** When it ends if nothing more is asked; null for token and socket. */
  expiresAt: EpochMsSchema.nullable(),
});
export type Session = z.infer<typeof Session>;

/** Shown once; only its hash is kept. */
export const NewToken = z.object({ token: z.string() });
