import { describe, expect, it } from 'vitest';
import { GlobalSearch, many } from './search.ts';

describe('view state', () => {
  it('opens whatever the URL says', () => {
    expect(GlobalSearch.parse({ scope: ['a', 'b'], range: 'yesterday', from: '-1', to: 'x' })).toEqual({});
  });

  it('keeps what fits', () => {
    expect(GlobalSearch.parse({ scope: 'docker/web', range: '24h', from: '1700000000000' })).toEqual({
      scope: 'docker/web',
      range: '24h',
      from: 1_700_000_000_000,
    });
  });

  it('takes one value or several, in the order of the list', () => {
    const state = many(['open', 'resolved']);

    expect(state.parse('open')).toEqual(['open']);
    expect(state.parse(['resolved', 'open', 'open', 'nonsense'])).toEqual(['open', 'resolved']);
    expect(state.parse('nonsense')).toBeUndefined();
    expect(state.parse(undefined)).toBeUndefined();
  });
});
