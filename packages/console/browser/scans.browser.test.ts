import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'scanned' });
});
afterAll(() => console.close());

const row = (text: string) => console.page.locator('tbody tr[data-index]', { hasText: text });
/** Where it lies stands below the name. */
const place = /registry\.example\/shop/;

describe('the queue of scans', () => {
  it('shows what runs and waits first, with its progress in words', async () => {
    const { page, visit } = console;
    await visit('/images');
    await page.getByRole('link', { name: 'Queue of scans' }).click();
    await page.getByRole('heading', { level: 1, name: 'Queue of scans' }).waitFor();
    await row('slow:1').waitFor();

    expect(await row('slow:1').innerText()).toMatch(/Running\s+Opening the image · 0 of 3 layers/);
    expect(await row('slow:1').innerText()).toMatch(place);
    expect(await page.getByRole('progressbar', { name: /slow:1/ }).count()).toBe(1);
    expect(await row('api:2026.6').first().innerText()).toMatch(/Waiting\s+Next/);
  });

  it('says why one failed and what to do, and tries it again', async () => {
    const { page, visit } = console;
    await visit('/images/scans');
    await page.getByRole('button', { name: 'State', exact: true }).click();
    await page.getByRole('menuitemradio', { name: /^Failed/ }).click();
    const failed = row('gone:2');
    await failed.waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe('failed');
    expect(await failed.innerText()).toContain('has no manifest shop/gone:2');
    expect(await failed.innerText()).toContain('Check the name and the tag');
    await failed.getByRole('button', { name: /^Try again: / }).click();
    await failed.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear all', exact: true }).click();
    await expect.poll(async () => (await row('gone:2').first().innerText()).includes('Waiting')).toBe(true);
  });

  it('lets go of what waits, and stops what runs; the list follows by itself', async () => {
    const { page, visit, server } = console;
    await visit('/images/scans?state=queued&state=running&state=cancelled');
    await page.getByRole('button', { name: 'Cancel registry.example/shop/api:2026.6' }).click();
    await row('Cancelled').first().waitFor();
    const { items } = await server.client.listScans({ query: { state: 'cancelled' } });
    expect(items.map(({ reference }) => reference)).toContain('registry.example/shop/api:2026.6');

    // Asked for elsewhere: the live stream tells of it.
    await server.client.requestScan({ body: { reference: 'registry.example/shop/worker-a:1.0' } });
    await row('worker-a:1.0').filter({ hasText: 'Waiting' }).waitFor();
  });

  it('is narrowed by what asked for the scans', async () => {
    const { page, visit } = console;
    await visit('/images/scans?kind=update');
    await row('Fetch advisories').first().waitFor();
    expect(await page.getByRole('button', { name: 'Remove filter: kind: fetch advisories' }).count()).toBe(1);
    await visit('/images/scans?trigger=webhook');
    await page.getByRole('heading', { name: 'No scans match these filters' }).waitFor();
  });

  it('went through all of this without an error in the page', () => {
    expect(console.problems).toEqual([]);
  });
});
