import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'empty' });
});
afterAll(() => console.close());

describe('where nothing was scanned yet', () => {
  it('says how images get here, not that all is clear', async () => {
    const { page, visit } = console;
    await visit('/images');
    await page.getByRole('heading', { name: 'No images yet' }).waitFor();
    const text = await page.locator('main').innerText();

    expect(text).toContain('when a container is started from it');
    expect(text).not.toContain('All clear');
  });

  it('keeps what is narrowed apart from what is not there', async () => {
    await console.visit('/images?severity=critical');
    await console.page.getByRole('heading', { name: 'No images match these filters' }).waitFor();
  });

  it.each([
    ['registries', 'No registries yet'],
    ['schedules', 'No schedules yet'],
    ['exceptions', 'No exceptions yet'],
    ['policies', 'No policies yet'],
  ])('says of %s that there are none, and what that means', async (tab, title) => {
    await console.visit(`/settings?tab=${tab}`);
    await console.page.getByRole('heading', { name: title }).waitFor();
  });

  it('opens whatever the URL says', async () => {
    const { page, visit } = console;
    await visit('/images?state=nonsense&severity=%00&sort=--&kev=maybe&limit=-1');
    await page.getByRole('heading', { name: 'No images yet' }).waitFor();
    await visit('/settings?tab=%2e%2e%2f');
    await page.getByRole('heading', { name: 'No registries yet' }).waitFor();
    await page.goto(`${console.server.url}/images/${encodeURIComponent('sha256:<script>')}?tab=nope&finding=%22%3E`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).not.toBe('');
  });
});
