import { expect, it } from 'vitest';
import { createStyle, wantsColour } from './style.ts';

it('colours only where a person looks and did not decline', () => {
  expect(wantsColour({}, true)).toBe(true);
  expect(wantsColour({}, false)).toBe(false);
  expect(wantsColour({ TERM: 'dumb' }, true)).toBe(false);
  expect(wantsColour({ NO_COLOR: '1' }, true)).toBe(false);
  expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true);
  expect(wantsColour({ FORCE_COLOR: '1' }, false)).toBe(true);
  expect(wantsColour({ FORCE_COLOR: '1', NO_COLOR: '1' }, false)).toBe(false);
});

it('adds nothing without colour', () => {
  expect(createStyle(false).paint('bad', 'critical')).toBe('critical');
  expect(createStyle(true).paint('bad', 'critical')).toBe('\u001b[31mcritical\u001b[39m');
});
