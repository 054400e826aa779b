import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { PageHead } from './page-head.tsx';

it('leaves out what there is nothing to say of yet', () => {
  expect(renderToStaticMarkup(<PageHead title="Images" />)).not.toContain('<p');
  const html = renderToStaticMarkup(
    <PageHead title="Images" lead="3 images match">
      <button type="button">Scan</button>
    </PageHead>,
  );

  expect(html).toContain('<h1>Images</h1>');
  expect(html).toContain('3 images match');
  expect(html).toContain('Scan');
});
