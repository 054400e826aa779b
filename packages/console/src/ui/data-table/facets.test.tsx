import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Facets, toggle } from './facets.tsx';

it('adds and takes away, or replaces where one is allowed', () => {
  expect(toggle({ chosen: ['a'] }, 'b')).toEqual(['a', 'b']);
  expect(toggle({ chosen: ['a', 'b'] }, 'a')).toEqual(['b']);
  expect(toggle({ chosen: ['a'], single: true }, 'b')).toEqual(['b']);
});

it('shows counts only where the server counts', () => {
  const values = [
    { value: 'high', label: 'High', count: 1234 },
    { value: 'blind', label: 'Blind', count: undefined },
  ];
  const html = renderToStaticMarkup(
    <Facets facets={[{ title: 'Severity', values, chosen: ['high'], onChange: () => {} }]} />,
  );

  expect(html).toContain('1,234');
  expect(html).toContain('checked=""');
  expect(html.match(/count/g)).toHaveLength(1);
});
