import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Twin, TwinTable } from './twin.tsx';

it('has a way to the table beside every chart', () => {
  const html = renderToStaticMarkup(
    <Twin label="Events a second" chart={<svg aria-hidden />} columns={['At']} rows={[]} />,
  );

  expect(html).toContain('Show as table');
  expect(html).toContain('aria-pressed="false"');
});

it('scrolls by keyboard and names its columns', () => {
  const html = renderToStaticMarkup(<TwinTable label="Events" columns={['At', 'Count']} rows={[['03:32', 4]]} />);

  expect(html).toContain('tabindex="0"');
  expect(html.match(/scope="col"/g)).toHaveLength(2);
});
