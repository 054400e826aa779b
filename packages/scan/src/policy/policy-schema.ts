import { z } from 'zod';
import { isLicenceId } from './licence-id.ts';
import type { PolicyRule, ScanPolicy } from './policy.ts';

const text = z.string().min(1).max(200);

const kinds = ['vulnerability', 'secret', 'malware', 'misconfiguration', 'detection'] as const;
const severities = ['unknown', 'negligible', 'low', 'medium', 'high', 'critical'] as const;

const rule = z
  .strictObject({
    name: text,
    kinds: z.array(z.enum(kinds)).min(1).max(kinds.length).optional(),
    severity: z.enum(severities).optional(),
    kev: z.boolean().optional(),
    epss: z.number().min(0).max(1).optional(),
    fixAvailable: z.boolean().optional(),
    use: z.enum(['executed', 'loaded']).optional(),
    olderThanDays: z.number().min(0).max(36_500).optional(),
    origin: z.enum(['base', 'app']).optional(),
    ids: z.array(text).min(1).max(10_000).optional(),
    licences: z
      .array(text.refine(isLicenceId, { error: 'is no SPDX licence id, such as GPL-3.0-only' }))
      .min(1)
      .max(1000)
      .optional(),
    undecided: z.boolean().optional(),
    unrated: z.literal(true).optional(),
  })
  .superRefine((value, context) => {
    const { name: _, undecided, licences, origin, ...findings } = value;
    const asksOfFindings = Object.values(findings).some((condition) => condition !== undefined);
    if (licences !== undefined && (asksOfFindings || undecided !== undefined))
      context.addIssue('licences are asked of packages: give them a rule of their own, at most with origin');
    else if (licences === undefined && !asksOfFindings && origin === undefined)
      context.addIssue('has no condition, so that every finding would break it');
  }) satisfies z.ZodType<PolicyRule>;

export const policySchema = z
  .strictObject({ schema: z.literal('plimsoll-policy/1'), name: text, rules: z.array(rule).min(1).max(1000) })
  .superRefine(({ rules }, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of rules.entries()) {
      if (seen.has(name))
        context.addIssue({
          code: 'custom',
          message: `is the name of two rules: ${name}`,
          path: ['rules', index, 'name'],
        });
      seen.add(name);
    }
  }) satisfies z.ZodType<ScanPolicy>;
