import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { BulkBar } from './bulk-bar.tsx';

const bar = (count: number) =>
  renderToStaticMarkup(
    <BulkBar what="image" count={count} onClear={() => {}}>
      <button type="button">Scan again</button>
    </BulkBar>,
  );

it('says how many rows a press means', () => {
  expect(bar(2)).toContain('aria-label="Selected images"');
  expect(bar(2)).toContain('2 images selected');
  expect(bar(1)).toContain('1 image selected');
  expect(bar(2)).toContain('Select none');
});

it('takes no room when nothing is selected', () => {
  expect(bar(0)).toBe('');
});
