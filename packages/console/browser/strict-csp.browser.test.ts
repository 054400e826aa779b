import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

/** Stricter than the server need be: neither inline scripts nor inline styles, nor anything from elsewhere. */
const strict =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'seeded' });
  await console.page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': strict } });
  });
});
afterAll(() => console.close());

it.each(['/', '/findings?state=open', '/workloads/docker/shop/web?tab=behaviour', '/live'])(
  'everything on %s works under a CSP without unsafe-inline',
  async (path) => {
    const { page, visit, problems } = console;
    await visit(path);
    await page.getByRole('button', { name: /^Time range:/ }).click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');

    expect(await page.locator('style, script:not([src])').count()).toBe(0);
    expect(problems).toEqual([]);
  },
);
