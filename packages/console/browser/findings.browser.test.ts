import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'seeded' });
});
afterAll(() => console.close());

const rows = () => console.page.locator('tbody tr[data-index]');

describe('findings', () => {
  it('are narrowed by pressing a value, and the URL says so', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open');
    await rows().first().waitFor();
    const all = await rows().count();
    await page
      .getByRole('button', { name: /filter by severity Critical$/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Without severity Critical' }).click();
    await page.getByRole('button', { name: /^Remove filter: severity/ }).waitFor();

    expect(new URL(page.url()).searchParams.getAll('severity')).toEqual(['high', 'medium', 'low']);
    await expect.poll(() => rows().count()).toBeLessThan(all);
    await page.goBack();
    await expect.poll(() => rows().count()).toBe(all);
  });

  it('show the same after a reload: the view is in the URL', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open&severity=critical&sort=oldest');
    await rows().first().waitFor();

    expect(await page.getByRole('columnheader', { name: 'Last' }).getAttribute('aria-sort')).toBe('ascending');
    expect(await rows().filter({ hasText: 'High' }).count()).toBe(0);
  });

  it('leave out a workload, a detector and a technique, each from its cell or its facet', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open');
    await rows().first().waitFor();
    const all = await rows().count();
    await page
      .getByRole('button', { name: /filter by docker\/shop\/web$/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Without docker/shop/web' }).click();
    await page.getByRole('button', { name: 'Remove filter: without workload: docker/shop/web' }).waitFor();
    await expect.poll(() => rows().count()).toBeLessThan(all);
    expect(new URL(page.url()).searchParams.getAll('notWorkload')).toEqual(['docker/shop/web']);
    expect(await rows().filter({ hasText: 'shop-web-1' }).count()).toBe(0);

    const web = page.getByRole('button', { name: 'Leave out workload docker/shop/web' });
    expect(await web.getAttribute('aria-pressed')).toBe('true');
    await web.click();
    await expect.poll(() => rows().count()).toBe(all);

    await page.getByRole('button', { name: 'Leave out detector exec-chain' }).click();
    await page.getByRole('button', { name: 'Leave out technique T1496' }).click();
    await expect.poll(() => rows().count()).toBe(all - 2);
    await page.reload();
    await expect.poll(() => rows().count()).toBe(all - 2);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
  });

  it('say that filters hide, instead of all clear', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open&text=nothing-has-this-name');
    await page.getByRole('heading', { name: 'No findings match these filters' }).waitFor();
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    await rows().first().waitFor();
  });

  it('are walked, selected and opened by keyboard', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open&sort=severity');
    await rows().first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    expect(await page.getByLabel('Selected findings').innerText()).toContain('1 finding selected');
    const title = await rows().nth(1).locator('a').innerText();
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  });

  it('explain themselves in the order a person needs it', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open&detector=exec-chain');
    await rows().first().locator('a').click();
    await page.getByRole('heading', { name: 'Why this is unusual' }).waitFor();

    expect(await page.locator('article h2').allInnerTexts()).toEqual([
      'Why this is unusual',
      'Where',
      'Story',
      'What to do',
      'Evidence',
    ]);
    expect(await page.locator('article').innerText()).not.toMatch(/\d ?%/);
    await page.getByRole('button', { name: 'Show as table' }).click();
    expect(await page.getByRole('columnheader', { name: 'Effect' }).count()).toBe(1);
    const event = page.locator('#evidence li').first();
    await event.locator('summary').click();
    expect(await event.locator('pre').innerText()).toContain('"kind": "process.exec"');
  });

  it('are marked as expected with a reason, and leave the open list', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open&detector=exec-chain');
    await rows().first().locator('a').click();
    await page.getByRole('heading', { name: 'Why this is unusual' }).waitFor();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'This is expected' });
    await dialog.getByRole('button', { name: 'Mark as expected' }).click();
    expect(await dialog.getByRole('alert').innerText()).toContain('Write a reason');
    expect(await dialog.innerText()).toMatch(/Also matches\s+no other open finding|\d+ other open finding/);
    await dialog.getByLabel('Why is it expected?').fill('The new release checks its certificate');
    await dialog.getByRole('button', { name: 'Mark as expected' }).click();
    await dialog.waitFor({ state: 'detached' });

    await page.getByText('The new release checks its certificate').waitFor();
    await visit('/findings?state=open&detector=exec-chain');
    await page.locator('[data-kind]').waitFor();
    const answer = await console.server.client.listFindings({ query: { state: 'expected' } });
    expect(answer.items).toHaveLength(1);
  });

  it('are changed in bulk', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open&severity=high');
    await rows().first().waitFor();
    const open = await rows().count();
    await page.getByRole('checkbox', { name: /^Select all/ }).check();
    await page.getByLabel('Selected findings').getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByLabel('Who looks into it, and what is next?').fill('On call');
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    const answer = await console.server.client.listFindings({ query: { state: 'acknowledged' } });
    expect(answer.total).toBe(open);
  });

  it('are resolved with what they turned out to be, and found by that', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open&severity=critical');
    await rows().first().locator('a').click();
    await page.getByRole('button', { name: 'Resolve …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Resolve' });
    await dialog.getByRole('radio', { name: /^Confirmed/ }).check();
    await dialog.getByLabel('What was done?').fill('Image rebuilt, secrets renewed');
    await dialog.getByRole('button', { name: 'Resolve' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Resolved, confirmed', { exact: true }).waitFor();

    await visit('/findings?verdict=confirmed');
    await page.getByRole('button', { name: 'Remove filter: verdict: Confirmed' }).waitFor();
    await expect.poll(() => rows().count()).toBe(1);
  });

  it('become a command to copy, with the same filters', async () => {
    const { page, visit } = console;
    await visit('/findings?state=open&severity=critical');
    await page.getByRole('button', { name: 'Copy as' }).click();
    await page.getByRole('menuitem', { name: 'Copy as curl' }).click();

    await page.getByText('Copied', { exact: true }).waitFor();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    expect(line).toContain('$PLIMSOLL_TOKEN');
    expect(line).toContain('severity=critical');
  });

  it('are kept as a view under a name', async () => {
    const { page, visit } = console;
    await visit('/findings?severity=critical');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view …' }).click();
    await page.getByLabel('Name').fill('Worst');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await visit('/findings');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitemradio', { name: 'Worst' }).click();

    await expect.poll(() => new URL(page.url()).search).toBe('?severity=critical');
  });

  it('went through all of this without an error in the page', () => {
    expect(console.problems).toEqual([]);
  });
});
