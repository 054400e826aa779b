import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Facts, Panel } from './panel.tsx';

it('is a region named by its title', () => {
  const html = renderToStaticMarkup(<Panel title="Where">x</Panel>);
  const id = html.match(/aria-labelledby="([^"]+)"/)?.[1];

  expect(html).toContain(`<h2 id="${id}">Where</h2>`);
});

it('pairs words with values', () => {
  expect(renderToStaticMarkup(<Facts facts={[['Image', 'web:1']]} />)).toMatch(/<dt>Image<\/dt><dd>web:1<\/dd>/);
});
