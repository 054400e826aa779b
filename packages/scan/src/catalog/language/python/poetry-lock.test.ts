import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { poetryLock } from './poetry-lock.ts';
import { poetry } from './python.fixture.ts';

it('reads poetry.lock: groups and categories tell development, folders are the project', () => {
  const { packages } = lookAt(poetryLock, poetry);
  expect(brief(packages)).toEqual(['flask 2.3.2', 'pytest 7.4.0 dev', 'black 22.1.0 dev']);
  expect(packages[0]?.dependsOn).toEqual(['werkzeug', 'typing-extensions']);
});

it('leaves the lock that came with an installed package alone', () => {
  expect(lookAt(poetryLock, { ...poetry, path: 'usr/lib/python3/site-packages/x/poetry.lock' }).wanted).toBe(false);
});

it('tells of TOML that is none', () => {
  expect(lookAt(poetryLock, { ...poetry, content: '[[package' }).problems[0]).toMatchObject({
    path: 'srv/app/poetry.lock',
  });
});
