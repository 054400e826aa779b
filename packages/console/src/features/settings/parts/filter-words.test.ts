import { describe, expect, it } from 'vitest';
import { filterWords } from './filter-words.ts';

describe('filters of a registry', () => {
  it('say which tags, without which, and how many', () => {
    expect(filterWords({ repository: 'shop/*', tags: ['1.*'], notTags: ['*-dev'], newest: 5 })).toBe(
      'shop/* with tags 1.* without *-dev, the newest 5',
    );
  });

  it('say nothing of tags when every tag is let in', () => {
    expect(filterWords({ repository: '**', tags: [], notTags: [], newest: 20 })).toBe('**, the newest 20');
  });
});
