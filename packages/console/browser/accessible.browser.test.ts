import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstImage, imageAddresses } from './image-addresses.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const pages = [
  '/',
  '/findings?state=open',
  '/findings?state=open&text=nothing-has-this-name',
  'finding',
  '/workloads',
  '/workloads/docker/shop/api',
  '/workloads/docker/shop/api?tab=behaviour',
  '/workloads/docker/shop/api?tab=history',
  '/live',
  '/images?text=nothing-has-this-name',
  'nginx?finding=vulnerability%7CCVE-2023-44487%7Cdeb%7Clibnghttp2-14',
  'incomplete',
  ...imageAddresses,
];

let seeded: OpenConsole;
let blind: OpenConsole;
const named = new Map<string, string>();
beforeAll(async () => {
  seeded = await openConsole({ host: 'scanned' });
  blind = await openConsole({ host: 'blind' });
  const { items } = await seeded.server.client.listFindings({ query: { detector: 'exec-chain' } });
  named.set('finding', `/findings/${items[0]?.id}`);
  named.set('image', await firstImage(seeded.server));
  const images = (await seeded.server.client.listImages()).items;
  const nginx = images.find(({ name }) => name.endsWith('/nginx:1.27'))?.id ?? '';
  named.set('nginx', `/images/${encodeURIComponent(nginx)}`);
  const incomplete = images.find(({ state }) => state === 'incomplete')?.id ?? '';
  named.set('incomplete', `/images/${encodeURIComponent(incomplete)}`);
});
afterAll(async () => {
  await seeded.close();
  await blind.close();
});

describe.each(['light', 'dark', 'contrast'])('in the %s theme', (theme) => {
  it.each(pages)('%s can be used by everybody', async (path) => {
    await check(
      seeded,
      path.replace(/^\w+/, (name) => named.get(name) ?? name),
    );
  });

  it('a blind host can be read by everybody', async () => {
    await check(blind, '/');
    await check(blind, '/findings?text=nothing-has-this-name');
  });

  it('dialogs and menus can be used by everybody', async () => {
    const { page } = seeded;
    await open(seeded, named.get('finding') ?? '');
    await page.keyboard.press('e');
    await page.getByRole('dialog').waitFor();
    expect(await violations(seeded)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    expect(await violations(seeded)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Time range:/ }).click();
    await page.getByRole('menu').waitFor();
    // A menu floats outside of the landmarks until it closes; the focus is inside of it.
    expect(await violations(seeded, ['region'])).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it.each([
    ['/images', 'Scan an image …'],
    ['/settings', 'Add a registry …'],
    ['/settings', 'Webhook …'],
    ['/settings?tab=schedules', 'Add a schedule …'],
    ['/settings?tab=exceptions', 'Revoke …'],
    ['/settings?tab=policies', 'Add a policy …'],
    ['nginx?finding=vulnerability%7CCVE-2023-44487%7Cdeb%7Clibnghttp2-14', 'Accept for a time …'],
  ])('the dialog on %s behind “%s” can be used by everybody', async (path, button) => {
    const { page } = seeded;
    await open(
      seeded,
      path.replace(/^\w+/, (name) => named.get(name) ?? name),
    );
    await page.locator('button', { hasText: button }).first().click();
    await page.getByRole('dialog').last().getByRole('button', { name: 'Close' }).waitFor();
    expect(await violations(seeded)).toEqual([]);
  });

  async function check(console: OpenConsole, path: string): Promise<void> {
    await open(console, path);
    expect(await violations(console)).toEqual([]);
  }

  async function open(console: OpenConsole, path: string): Promise<void> {
    await console.page.evaluate((chosen) => localStorage.setItem('plimsoll.theme', chosen), theme);
    await console.visit(path);
    await console.page.waitForLoadState('load');
  }
});

async function violations({ page }: OpenConsole, without: string[] = []): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(tags).disableRules(without).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
