import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { mix } from './elixir.fixture.ts';
import { mixLock } from './mix-lock.ts';

it('reads mix.lock by the name a package has at Hex', () => {
  const { packages } = lookAt(mixLock, mix);
  expect(brief(packages)).toEqual(['jason 1.4.0', 'plug 1.14.0']);
  expect(packages[0]?.dependsOn).toEqual(['decimal']);
});
