/** Schemas for view state. Whatever a person types into the URL, a page opens: a value that does not fit is left out. */
import { z } from 'zod';
import { relativeRanges } from './time-range.ts';

/** One optional value. */
export const one = <T>(schema: z.ZodType<T>) => schema.optional().catch(undefined);

/** Any number of values, given once or repeated; unknown ones are left out. */
export function many<const T extends readonly string[]>(values: T) {
  return z
    .union([z.string().transform((value) => [value]), z.array(z.string())])
    .transform((given) => values.filter((value) => given.includes(value)) as T[number][])
    .transform((given) => (given.length === 0 ? undefined : given))
    .optional()
    .catch(undefined);
}

/** Any number of texts, given once or repeated. */
export const texts = (longest: number) =>
  z
    .union([z.string().transform((value) => [value]), z.array(z.string())])
    .transform((given) => [...new Set(given)].filter((value) => value !== '' && value.length <= longest).slice(0, 50))
    .transform((given) => (given.length === 0 ? undefined : given))
    .optional()
    .catch(undefined);

export const text = (longest: number) => one(z.string().max(longest));
const time = one(z.coerce.number().int().nonnegative().max(8.64e15));

/** What the global bar keeps in the URL of every page. */
export const GlobalSearch = z.object({
  /** Id of the workload everything is narrowed to. */
  scope: text(512),
  range: one(z.enum(relativeRanges)),
  from: time,
  to: time,
});
export type GlobalSearch = z.infer<typeof GlobalSearch>;
