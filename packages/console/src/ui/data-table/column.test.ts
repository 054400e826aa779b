import { expect, it } from 'vitest';
import { type Column, directionOf, nextSort } from './column.ts';

const time: Column<null> = {
  id: 'at',
  header: 'When',
  cell: () => null,
  sorts: { descending: 'newest', ascending: 'oldest' },
};
const count: Column<null> = { id: 'count', header: 'Count', cell: () => null, sorts: { descending: 'count' } };

it('sorts largest first, then turns', () => {
  expect(nextSort(time, 'severity')).toBe('newest');
  expect(nextSort(time, 'newest')).toBe('oldest');
  expect(nextSort(time, 'oldest')).toBe('newest');
});

it('stays with the only order the server knows', () => {
  expect(nextSort(count, 'count')).toBe('count');
  expect(directionOf(count, 'count')).toBe('descending');
  expect(directionOf(count, 'newest')).toBeUndefined();
});
