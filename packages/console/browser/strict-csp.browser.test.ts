import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstImage, imageAddresses } from './image-addresses.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
let image = '';
beforeAll(async () => {
  console = await openConsole({ host: 'scanned' });
  image = await firstImage(console.server);
});
afterAll(() => console.close());

it('the server allows neither inline scripts nor inline styles, nor anything from elsewhere', async () => {
  const response = await console.page.goto(`${console.server.url}/`);
  const policy = (await response?.headerValue('content-security-policy')) ?? '';

  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("style-src 'self';");
  expect(policy).not.toContain('unsafe');
  expect(policy).not.toContain('*');
});

it.each([
  '/',
  '/findings?state=open',
  '/workloads/docker/shop/web?tab=behaviour',
  '/images?kev=true',
  '/live',
  ...imageAddresses,
])('everything on %s works under it', async (path) => {
  const { page, visit, problems } = console;
  await visit(path.replace(/^image/, image));
  await page.getByRole('button', { name: /^Time range:/ }).click();
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Escape');

  expect(await page.locator('style, script:not([src])').count()).toBe(0);
  expect(problems).toEqual([]);
});
