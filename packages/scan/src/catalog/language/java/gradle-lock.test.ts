import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { gradleLock } from './gradle-lock.ts';
import { gradle } from './java.fixture.ts';

it('reads gradle.lockfile; what only tests use is for development', () => {
  expect(brief(lookAt(gradleLock, gradle).packages)).toEqual([
    'com.google.guava:guava 31.1-jre',
    'junit:junit 4.13.2 dev',
  ]);
});
