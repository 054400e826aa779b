import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { FilterChips } from './filter-chips.tsx';

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
