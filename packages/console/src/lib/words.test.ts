import { expect, it } from 'vitest';
import { oneOf, splitWorkload } from './words.ts';

it('says one of a unit', () => {
  expect(['process starts', 'slices of 10 s', 'slices'].map(oneOf)).toEqual([
    'process start',
    'slice of 10 s',
    'slice',
  ]);
});

it('parts a workload into place and name', () => {
  expect(splitWorkload('docker/shop/web')).toEqual({ place: 'docker/shop', name: 'web' });
  expect(splitWorkload('web')).toEqual({ place: '', name: 'web' });
});
