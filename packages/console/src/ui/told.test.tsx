import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Told } from './told.tsx';

it('sets apart what came from the container, and never lets it be markup', () => {
  const html = renderToStaticMarkup(<Told text="`<img src=x>` was started by `nginx`" />);

  expect(html).toContain('&lt;img src=x&gt;</code> was started by ');
  expect(html).not.toContain('<img');
});
