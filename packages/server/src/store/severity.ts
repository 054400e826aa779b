import type { Severity } from '@plimsoll/core';

/** Stored as a number, so that SQL can sort by it. */
export const severitiesByRank = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[];

export const severityRank: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };
