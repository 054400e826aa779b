import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { uv } from './python.fixture.ts';
import { uvLock } from './uv-lock.ts';

it('reads uv.lock; what only development groups reach is for development', () => {
  expect(brief(lookAt(uvLock, uv).packages)).toEqual([
    'httpx 0.27.0',
    'certifi 2024.7.4',
    'pytest 8.2.2 dev',
    'iniconfig 2.0.0 dev',
  ]);
});
