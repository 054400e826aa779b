import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'empty', signedIn: false });
});
afterAll(() => console.close());

describe('signing in', () => {
  it('refuses a wrong token and says what to do', async () => {
    const { page } = console;
    await page.getByLabel('Token').fill('plm_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).not.toBe('');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('goes back to where it was asked', async () => {
    const { page, server } = console;
    await page.goto(`${server.url}/workloads?mode=discover`);
    await page.getByLabel('Token').fill(server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Workloads' }).waitFor();

    expect(page.url()).toBe(`${server.url}/workloads?mode=discover`);
  });

  it('waits for the first container on a host where nothing runs', async () => {
    await console.visit('/');

    expect(await console.page.getByRole('heading', { level: 1 }).innerText()).toBe('Waiting for the first container');
  });

  it('says nothing yet, not all clear, where nothing was seen', async () => {
    await console.visit('/findings?state=open');
    await console.page.locator('[data-kind]').waitFor();

    expect(await console.page.locator('#main').innerText()).not.toContain('All clear');
  });

  it('leaves by the palette', async () => {
    const { page } = console;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('sign out');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(`${console.server.url}/findings`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
