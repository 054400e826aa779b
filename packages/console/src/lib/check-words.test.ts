import { expect, it } from 'vitest';
import { checkTitle } from './check-words.ts';

it('tells what a check looks at, also of one it does not know', () => {
  expect(checkTitle('image-no-healthcheck')).toBe('Health check');
  expect(checkTitle('image-made-up-later')).toBe('Made up later');
});
