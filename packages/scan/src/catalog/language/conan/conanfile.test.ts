import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { conanText } from './conan.fixture.ts';
import { conanfile } from './conanfile.ts';

it('takes exact versions only', () => {
  expect(brief(lookAt(conanfile, conanText).packages)).toEqual(['poco 1.9.4', 'mylib 2.0', 'ninja 1.11.1 dev']);
});
