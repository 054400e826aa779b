import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { pipfileLock } from './pipfile-lock.ts';
import { pipfile } from './python.fixture.ts';

it('reads Pipfile.lock; what came from git has no version', () => {
  expect(brief(lookAt(pipfileLock, pipfile).packages)).toEqual(['django 4.2.1', 'from-git ?', 'pytest 7.3.1 dev']);
});
