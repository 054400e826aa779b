import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { conan1, conan2 } from './conan.fixture.ts';
import { conanLock } from './conan-lock.ts';

it('reads the graph of Conan 1, without the project', () => {
  const { packages } = lookAt(conanLock, conan1);
  expect(brief(packages)).toEqual(['openssl 3.0.3', 'zlib 1.2.12', 'cmake 3.23.1 dev']);
  expect(packages[0]?.dependsOn).toEqual(['zlib']);
});

it('reads the lists of Conan 2', () => {
  expect(brief(lookAt(conanLock, conan2).packages)).toEqual(['zlib 1.2.13', 'boost 1.81.0', 'cmake 3.25.3 dev']);
});
