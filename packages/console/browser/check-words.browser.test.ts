import { imageChecks } from '@plimsoll/scan';
import { expect, it } from 'vitest';
import { knownChecks } from '../src/lib/check-words.ts';

it('has words for every check that is made of an image, and for no other', () => {
  expect([...knownChecks].sort()).toEqual(imageChecks.map(({ id }) => id).sort());
});
