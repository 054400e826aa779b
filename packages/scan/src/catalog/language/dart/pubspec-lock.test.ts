import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { pubspec } from './dart.fixture.ts';
import { pubspecLock } from './pubspec-lock.ts';

it('reads pubspec.lock without the SDK', () => {
  expect(brief(lookAt(pubspecLock, pubspec).packages)).toEqual(['http 0.13.3', 'test 1.24.3 dev']);
});
