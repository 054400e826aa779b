/** What a finding was held against, in one plain sentence. */

import type { Detection } from '@plimsoll/api';
import { formatSurprise } from '../../../lib/format.ts';

export function againstBudget({ digits, threshold, alertBudgetPerDay: budget }: Detection['explanation']): string {
  if (threshold === undefined) {
    return 'This act is never learned, whatever the mode: it is reported each time until somebody says that it is expected.';
  }
  const chance = `By chance, clean running would look this unusual ${formatSurprise(digits)} times`;
  const line = `the line is at ${formatSurprise(threshold)}`;
  if (budget === undefined) return `${chance}; ${line}.`;
  return `${chance}; ${line}, set so that clean running raises at most ${alerts(budget)} a day for this workload.`;
}

function alerts(budget: number): string {
  if (budget === 1) return '1 alert';
  return budget > 1
    ? `${Math.round(budget * 10) / 10} alerts`
    : `1 alert every ${Math.round(10 / budget) / 10} days, so less than 1`;
}
