import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { composerLock } from './composer-lock.ts';
import { composer } from './php.fixture.ts';

it('reads composer.lock', () => {
  const { packages } = lookAt(composerLock, composer);
  expect(brief(packages)).toEqual(['guzzlehttp/guzzle 7.4.1', 'mockery/mockery 1.5.0 dev']);
  expect(packages[0]?.evidence).toBe('declared');
});

it('leaves the lock of an installed package alone', () => {
  expect(lookAt(composerLock, { ...composer, path: 'srv/app/vendor/guzzlehttp/guzzle/composer.lock' }).wanted).toBe(
    false,
  );
});
