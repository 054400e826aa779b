import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstImage, imageAddresses } from './image-addresses.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
let image = '';
beforeAll(async () => {
  console = await openConsole({ host: 'scanned', browser: { viewport: { width: 360, height: 780 } } });
  image = await firstImage(console.server);
});
afterAll(() => console.close());

it.each(['/', '/findings?state=open', ...imageAddresses])(
  '%s fits a phone: nothing has to be scrolled sideways',
  async (path) => {
    const { page, visit } = console;
    await visit(path.replace(/^image/, image));
    await page.waitForLoadState('load');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

    expect(over).toBe(0);
  },
);

it('shows which part of a page is open although not all of them fit', async () => {
  const { page, visit } = console;
  await visit(`${image}?tab=history`);
  const open = page.getByRole('navigation', { name: 'Parts of this image' }).getByRole('link', { name: 'History' });
  const box = await open.boundingBox();

  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
});

it('leads to every room from the bar at the bottom, each reachable and named', async () => {
  const { page } = console;
  const rooms = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
  const boxes = await rooms.evaluateAll((links) =>
    links.map((link) => link.getBoundingClientRect()).filter(({ width }) => width > 0),
  );

  expect(boxes).toHaveLength(6);
  for (const { width, height, left, right } of boxes) {
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(360);
  }
});
