/** Where to go after signing in: a path of this console, never another site. */
import { z } from 'zod';
import { one } from '../../lib/search.ts';

export const SignInSearch = z.object({
  next: one(
    z
      .string()
      .regex(/^\/(?![/\\])/)
      .max(4000),
  ),
});
