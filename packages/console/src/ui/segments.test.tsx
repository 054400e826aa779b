import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Segments } from './segments.tsx';

it('is a named group of radio buttons of which one is chosen', () => {
  const options = [
    { value: 'a', word: 'A' },
    { value: 'b', word: 'B' },
  ];
  const html = renderToStaticMarkup(<Segments label="Mode" value="b" options={options} onChange={() => {}} />);

  expect(html).toContain('<legend class="visually-hidden">Mode</legend>');
  expect(html.match(/type="radio"/g)).toHaveLength(2);
  expect(html).toMatch(/checked="" value="b"|value="b"[^>]*checked=""/);
});
