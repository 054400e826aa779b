import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { TextField } from './field.tsx';

it('ties a field to its label and to what is wrong with it', () => {
  const html = renderToStaticMarkup(<TextField label="Token" error="The token is not right" />);
  const id = html.match(/for="([^"]+)"/)?.[1];

  expect(html).toContain(`id="${id}"`);
  expect(html).toContain(`aria-describedby="${id}-below"`);
  expect(html).toContain('aria-invalid="true"');
});
