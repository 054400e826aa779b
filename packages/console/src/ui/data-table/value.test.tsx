import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Value } from './value.tsx';

it('is a button that says what pressing it filters by', () => {
  const html = renderToStaticMarkup(
    <Value name="severity High" copy="high" onOnly={() => {}}>
      High
    </Value>,
  );

  expect(html).toContain('aria-haspopup="menu"');
  expect(html).toContain('High<span class="visually-hidden">: filter by severity High</span>');
});
