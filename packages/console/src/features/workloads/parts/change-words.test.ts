import { expect, it } from 'vitest';
import { changeWords } from './change-words.ts';

it('names only what changed', () => {
  const before = { mode: 'monitor', dryRun: false };
  const after = { mode: 'protect', dryRun: true };

  expect(changeWords({ what: 'workload.mode', before, after })).toBe('Mode: monitor → protect, dry run off → on');
  const thing = 'the system call kill';
  expect(
    changeWords({ what: 'baseline.trust', before: { trust: 'learned' }, after: { trust: 'rejected', thing } }),
  ).toBe('Learned, the system call kill: learned → rejected');
  expect(changeWords({ what: 'token.rotated', before: {}, after: {} })).toBe('Token replaced');
});
