import { describe, expect, it } from 'vitest';
import { toFindingsQuery, toPackagesQuery, toQuery } from './queries.ts';
import { ImageSearch, ImagesSearch } from './search.ts';

const given = (query: object) => Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));

describe('view state of images as questions', () => {
  it('asks for what the URL says, ordered by risk unless it says otherwise', () => {
    const search = ImagesSearch.parse({ kev: 'true', state: 'incomplete', severity: 'high' });

    expect(given(toQuery({ ...search, scope: 'docker/shop/web' }))).toEqual({
      kev: 'true',
      state: ['incomplete'],
      severity: 'high',
      sort: 'risk',
      workload: 'docker/shop/web',
    });
  });

  it('leaves out what does not fit, whatever somebody writes into the URL', () => {
    const search = ImagesSearch.parse({
      kev: 'maybe',
      state: ['nonsense'],
      severity: 'dreadful',
      sort: 'luck',
      text: [],
    });

    expect(given(toQuery(search))).toEqual({ sort: 'risk' });
  });

  it('keeps findings and packages of one image apart: each has its own filters and order', () => {
    const search = ImageSearch.parse({
      ...{ text: 'ssl', use: ['loaded', 'dreaming'], type: 'deb', vulnerable: 'true', suppressed: 'all' },
      ...{ sort: 'epss', order: 'findings', tab: 'packages' },
    });

    expect(given(toFindingsQuery(search))).toEqual({ text: 'ssl', use: ['loaded'], suppressed: 'all', sort: 'epss' });
    expect(given(toPackagesQuery(search))).toEqual({
      text: 'ssl',
      use: ['loaded'],
      type: 'deb',
      vulnerable: 'true',
      sort: 'findings',
    });
  });
});
