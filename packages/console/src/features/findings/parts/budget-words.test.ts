import { expect, it } from 'vitest';
import { againstBudget } from './budget-words.ts';

const base = { observed: '', expected: [], contributions: [], evidence: [] };
const baseline = { version: 1, blocks: 1, observations: 1, unseen: 1, gaps: 0 };

it('says score, line and budget without a bare number', () => {
  expect(againstBudget({ ...base, baseline, digits: 6.2, threshold: 4.1, alertBudgetPerDay: 1 })).toBe(
    'By chance, clean running would look this unusual 1 in 1.6 million times; the line is at 1 in 13,000, ' +
      'set so that clean running raises at most 1 alert a day for this workload.',
  );
});

it('says that some acts need no score', () => {
  expect(againstBudget({ ...base, baseline, digits: 0 })).toContain('never learned');
});
