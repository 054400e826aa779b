import { describe, expect, it } from 'vitest';
import { filtersOf, rowOf } from './filter-rows.tsx';

describe('rows of filters', () => {
  it('give back what they were made from', () => {
    const filter = { repository: 'shop/*', tags: ['1.*', 'latest'], notTags: ['*-dev'], newest: 5 };

    expect(filtersOf([rowOf(filter)])).toEqual([filter]);
  });

  it('leave out rows without a repository, and keep numbers within their limits', () => {
    const row = rowOf({ repository: '', tags: [], notTags: [], newest: 5 });

    expect(filtersOf([row])).toEqual([]);
    expect(filtersOf([{ ...row, repository: ' a ', newest: 'many' }])[0]).toMatchObject({
      repository: 'a',
      newest: 20,
    });
    expect(filtersOf([{ ...row, repository: 'a', newest: '5000' }])[0]?.newest).toBe(1000);
  });
});
