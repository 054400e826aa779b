import { expect, it } from 'vitest';
import { type SavedView, withoutView, withView } from './saved-views.ts';

const high: SavedView = { name: 'High', path: '/findings', search: '?severity=high' };

it('replaces a view of the same name on the same list', () => {
  const views = withView([high], { ...high, search: '?severity=high&state=open' });

  expect(views).toEqual([{ ...high, search: '?severity=high&state=open' }]);
});

it('keeps views of other lists', () => {
  expect(withoutView([high, { ...high, path: '/workloads' }], high)).toEqual([{ ...high, path: '/workloads' }]);
});
