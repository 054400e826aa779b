import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { chipsFrom, FilterChips } from './filter-chips.tsx';

it('names what each press takes off', () => {
  const html = renderToStaticMarkup(
    <FilterChips chips={[{ words: 'severity: High', onRemove: () => {} }]} onClear={() => {}} />,
  );

  expect(html).toContain('aria-label="Remove filter: severity: High"');
  expect(html).toContain('Clear all');
});

it('takes no room when nothing is set', () => {
  expect(renderToStaticMarkup(<FilterChips chips={[]} onClear={() => {}} />)).toBe('');
});

it('makes a chip of each filter that is set, which takes off only that one', () => {
  const changes: object[] = [];
  const chips = chipsFrom(
    [
      ['state', 'state: failed'],
      ['text', undefined],
    ],
    (next) => changes.push(next),
  );
  chips[0]?.onRemove();

  expect(chips.map(({ words }) => words)).toEqual(['state: failed']);
  expect(changes).toEqual([{ state: undefined }]);
});
