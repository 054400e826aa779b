import { expect, it } from 'vitest';
import type { FindingsSearch } from '../search.ts';
import { chipsOf } from './filters.ts';

it('names every filter that is set and takes off only that one', () => {
  const changes: FindingsSearch[] = [];
  const chips = chipsOf({ state: ['open'], severity: ['high', 'critical'], text: 'sh' }, (next) => changes.push(next));
  chips[1]?.onRemove();

  expect(chips.map(({ words }) => words)).toEqual(['state: Open', 'severity: High, Critical', 'words: sh']);
  expect(changes).toEqual([{ severity: undefined }]);
});
