import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'seeded' });
});
afterAll(() => console.close());

const rows = () => console.page.locator('tbody tr[data-index]');

describe('live', () => {
  it('shows events as they come, and stands still while somebody reads', async () => {
    const { page, visit } = console;
    await visit('/live');
    await rows().first().waitFor();
    await rows().first().hover();
    const first = await rows().first().innerText();
    const button = page.getByRole('button', { name: /^\d+ new$/ });
    await button.waitFor();
    expect(await rows().first().innerText()).toBe(first);
    await button.click();
    await expect.poll(() => rows().first().innerText()).not.toBe(first);
  });

  it('is narrowed by pressing a value', async () => {
    const { page, visit } = console;
    await visit('/live?kind=process.exec');
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();

    expect(new Set(await rows().locator('[data-kind]').allInnerTexts())).toEqual(new Set(['Program start']));
  });

  it('says when it is connected', async () => {
    await console.page.getByRole('link', { name: 'Live' }).first().waitFor();
    await expect.poll(() => console.page.locator('[data-state=live]').count()).toBe(1);
  });

  it('went through all of this without an error in the page', () => {
    expect(console.problems).toEqual([]);
  });
});
