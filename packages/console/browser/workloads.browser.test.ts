import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'seeded' });
});
afterAll(() => console.close());

describe('workloads', () => {
  it('lead from the list to one of them', async () => {
    const { page, visit } = console;
    await visit('/workloads');
    await page.getByRole('link', { name: 'api', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'api' }).waitFor();

    expect(new URL(page.url()).pathname).toBe('/workloads/docker/shop/api');
    expect(await page.getByRole('img', { name: /^Processes: chance that the next slice/ }).count()).toBe(1);
    expect(await page.getByText('Still missing').count()).toBe(1);
  });

  it('do not leave discover before the estimate or a person says so', async () => {
    const { page, visit } = console;
    await visit('/workloads/docker/shop/api');
    await page.locator('label', { hasText: 'Monitor' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Not ready yet').waitFor();
    expect(await dialog.getByRole('button', { name: 'Switch to monitor' }).getAttribute('aria-disabled')).toBe('true');
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'I say it is ready …' }).click();
    await page.getByLabel('Why is it ready?').fill('It has one job, and that ran');
    await page.getByRole('button', { name: 'It is ready', exact: true }).click();
    await page.getByText('Declared ready', { exact: true }).first().waitFor();
  });

  it('switch to protect as a dry run unless somebody turns that off', async () => {
    const { page, visit } = console;
    await visit('/workloads/docker/shop/api');
    await page.locator('label', { hasText: 'Protect' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('checkbox', { name: /^Dry run/ }).isChecked()).toBe(true);
    await dialog.getByText(/^In the last 7 days/).waitFor();
    await dialog.getByLabel('Reason').fill('Watching what it would stop');
    await dialog.getByRole('button', { name: 'Switch to protect' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Protect, dry run').waitFor();

    const workload = await console.server.client.getWorkload({ params: { workload: 'docker/shop/api' as never } });
    expect(workload).toMatchObject({ mode: 'protect', dryRun: true });
  });

  it('keep who changed what, and why', async () => {
    const { page, visit } = console;
    await visit('/workloads/docker/shop/api?tab=history');
    await page.getByText('Watching what it would stop').waitFor();
    expect(await page.getByText('Ledger intact').count()).toBe(1);
  });

  it('show what was learned, and what was learned only once', async () => {
    const { page, visit } = console;
    await visit('/workloads/docker/shop/api?tab=behaviour');
    await page.getByRole('heading', { name: 'Learned once, please confirm' }).waitFor();
    await page.getByRole('heading', { name: 'Processes' }).waitFor();
    expect(await page.locator('caption', { hasText: 'Started by' }).count()).toBeGreaterThan(0);
  });

  it('take a person’s word on what was learned only once', async () => {
    const { page, visit } = console;
    await visit('/workloads/docker/shop/api?tab=behaviour');
    const once = page.locator('section', { has: page.getByRole('heading', { name: 'Learned once, please confirm' }) });
    // Counting does not wait for the page to be there; this does.
    const refuse = once.getByRole('button', { name: /^It does not/ }).first();
    await refuse.waitFor();
    const before = await once.getByRole('button', { name: /^It belongs/ }).count();
    await refuse.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'It does not belong' }).click();
    expect(await dialog.getByRole('alert').innerText()).toContain('Write a reason');
    await dialog.getByLabel('What is wrong with it?').fill('Nobody of us runs this');
    await dialog.getByRole('button', { name: 'It does not belong' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Rejected' }).waitFor();
    await expect.poll(() => once.getByRole('button', { name: /^It belongs/ }).count()).toBe(before - 1);

    await visit('/workloads/docker/shop/api?tab=history');
    await page.getByText('Nobody of us runs this').waitFor();
    await visit('/workloads/docker/shop/api?tab=behaviour');
    await page.getByRole('button', { name: /^Learn it again/ }).click();
    await page.getByLabel('Why?').fill('It was a health check');
    await page.getByRole('dialog').getByRole('button', { name: 'Learn it again' }).click();
    await page.getByRole('heading', { name: 'Rejected' }).waitFor({ state: 'detached' });
    const view = await console.server.client.getBaseline({ params: { workload: 'docker/shop/api' as never } });
    expect(view.rejected).toEqual([]);
  });

  it('narrow every page to one of them', async () => {
    const { page, visit } = console;
    await visit('/');
    await page.getByRole('button', { name: /^Scope:/ }).click();
    await page.getByRole('option', { name: /docker\/shop\/web/ }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('scope')).toBe('docker/shop/web');
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /^Findings/ })
      .click();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();

    expect(new URL(page.url()).searchParams.get('scope')).toBe('docker/shop/web');
    await page.getByRole('button', { name: 'Back to all workloads' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.has('scope')).toBe(false);
  });

  it('went through all of this without an error in the page', () => {
    expect(console.problems).toEqual([]);
  });
});
