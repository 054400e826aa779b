import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { pylock } from './pylock.ts';
import { pep751 } from './python.fixture.ts';

it('reads pylock.toml', () => {
  const { packages } = lookAt(pylock, pep751);
  expect(brief(packages)).toEqual(['attrs 25.1.0', 'cattrs 24.1.2']);
  expect(packages[1]?.dependsOn).toEqual(['attrs']);
});

it.each([
  ['app/pylock.prod.toml', true],
  ['app/mypylock.toml', false],
  ['app/pyproject.toml', false],
])('%s: %s', (path, wanted) => {
  expect(lookAt(pylock, { ...pep751, path }).wanted).toBe(wanted);
});
