/** Every answer that is not a success. */
import { z } from 'zod';

export const ApiProblem = z.object({
  code: z.string(),
  /** What happened, and to what. */
  message: z.string(),
  /** What to do next. */
  hint: z.string(),
});
export type ApiProblem = z.infer<typeof ApiProblem>;
