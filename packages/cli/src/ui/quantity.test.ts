import { expect, it } from 'vitest';
import { bytes, counted, percent, short } from './quantity.ts';

it('counts in plain words', () => {
  expect(counted(1, 'finding')).toBe('1 finding');
  expect(counted(0, 'finding')).toBe('0 findings');
  expect(counted(2, 'sensor is', 'sensors are')).toBe('2 sensors are');
});

it.each([
  [950, '950'],
  [12_345, '12.3 k'],
  [1_234_567, '1.2 M'],
  [3.4e9, '3.4 G'],
])('%d is %s', (count, text) => expect(short(count)).toBe(text));

it.each([
  [0, '0 %'],
  [0.00001, 'under 0.01 %'],
  [0.0042, '0.42 %'],
  [0.057, '5.7 %'],
  [0.71, '71 %'],
])('%d is %s', (chance, text) => expect(percent(chance)).toBe(text));

it('sizes', () => {
  expect([12, 2048, 3 * 1024 ** 2, 5 * 1024 ** 3].map(bytes)).toEqual(['12 B', '2.0 KiB', '3.0 MiB', '5.0 GiB']);
});
