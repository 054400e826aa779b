import type { EpochMs } from '@plimsoll/core';
import { z } from 'zod';
import { vexLimits } from './limits.ts';
import { parsePattern } from './purl-match.ts';

const words = z.string().trim().min(1, 'must not be empty').max(vexLimits.textChars);
const glob = words.max(512);

/** A day counts to its end. */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date like 2027-01-31')
  .transform((text, context): EpochMs => {
    const at = Date.parse(`${text}T00:00:00Z`);
    if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text)
      context.addIssue({ code: 'custom', message: 'is no day of the calendar' });
    return (at + 86_400_000) as EpochMs;
  });

const exception = z
  .strictObject({
    name: words.optional(),
    id: z.union([words, z.array(words).min(1).max(1000)]).optional(),
    ids: z.array(words).min(1).max(1000).optional(),
    rule: words.optional(),
    check: words.optional(),
    kind: z.enum(['vulnerability', 'secret', 'malware', 'misconfiguration', 'detection']).optional(),
    scope: z
      .strictObject({
        image: glob.optional(),
        package: words.refine((text) => parsePattern(text) !== undefined, 'is no package URL').optional(),
        path: glob.optional(),
      })
      .optional(),
    reason: words,
    owner: words,
    expires: day.optional(),
    never: z.literal(true).optional(),
  })
  .superRefine((each, context) => {
    const selects = each.id ?? each.ids ?? each.rule ?? each.check ?? each.kind;
    if (selects === undefined)
      context.addIssue({ code: 'custom', message: 'must say what it excepts: id, rule, check or kind' });
    if (each.expires === undefined && each.never === undefined)
      context.addIssue({ code: 'custom', message: 'must have a date in `expires`, or `never: true`' });
    if (each.expires !== undefined && each.never !== undefined)
      context.addIssue({ code: 'custom', message: 'has both `expires` and `never`' });
  });

export const exceptionsSchema = z.strictObject({
  schema: z.literal('plimsoll-exceptions/1'),
  exceptions: z.array(exception).max(vexLimits.exceptions),
});
