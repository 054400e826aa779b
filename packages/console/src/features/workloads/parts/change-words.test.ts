import { expect, it } from 'vitest';
import { changeWords } from './change-words.ts';

it('names only what changed', () => {
  const before = { mode: 'monitor', dryRun: false };
  const after = { mode: 'protect', dryRun: true };

  expect(changeWords({ what: 'workload.mode', before, after })).toBe('Mode: mode monitor → protect, dry run off → on');
  expect(changeWords({ what: 'token.rotated', before: {}, after: {} })).toBe('Token replaced');
});
