/**
 * Pictures of every page, from the seeded host: `npm run screenshots -w packages/console [-- folder]` after a build.
 * Without a folder it writes the README's pictures; with one, every page in both sizes and all themes, to look at.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openChromium } from '../browser/chromium.ts';
import { startSeededServer } from '../browser/seeded-server.ts';

const [folder] = process.argv.slice(2);
const images = fileURLToPath(new URL('../../../docs/images', import.meta.url));
/** Those the README shows. */
const readme = ['overview', 'findings', 'finding', 'workloads', 'workload', 'images', 'image', 'image-finding', 'live'];
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

const server = await startSeededServer();
const browser = await openChromium({
  viewport: sizes.wide,
  reducedMotion: 'reduce',
  timezoneId: 'UTC',
  locale: 'en-GB',
});
try {
  const page = await browser.context.newPage();
  page.on('console', (message) => message.type() === 'error' && process.stderr.write(`console: ${message.text()}\n`));
  page.on('pageerror', (error) => process.stderr.write(`error: ${error.message}\n`));
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.screenshot({ path: join(folder, 'sign-in.png') });
  }
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel('Token').fill(server.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();

  await page.goto(`${server.url}/findings?detector=exec-chain&state=open`);
  const finding = await page.locator('tbody a').nth(0).getAttribute('href');
  await page.goto(`${server.url}/images?text=nginx`);
  const nginx = (await page.locator('tbody a').nth(0).getAttribute('href'))?.split('/').at(-1);
  const pages = {
    overview: '/',
    findings: '/findings?state=open&sort=severity',
    finding: finding ?? '/findings',
    workloads: '/workloads',
    workload: '/workloads/docker/shop/api',
    behaviour: '/workloads/docker/shop/web?tab=behaviour',
    history: '/workloads/docker/shop/web?tab=history',
    images: '/images',
    image: `/images/${nginx}`,
    'image-finding': `/images/${nginx}?finding=vulnerability%7CCVE-2023-44487%7Cdeb%7Clibnghttp2-14`,
    layers: `/images/${nginx}?tab=layers`,
    packages: `/images/${nginx}?tab=packages`,
    checks: `/images/${nginx}?tab=checks`,
    'image-history': `/images/${nginx}?tab=history`,
    scans: '/images/scans',
    settings: '/settings',
    schedules: '/settings?tab=schedules',
    exceptions: '/settings?tab=exceptions',
    policies: '/settings?tab=policies',
    advisories: '/settings?tab=advisories',
    live: '/live',
  };
  for (const theme of folder === undefined ? ['light'] : ['light', 'dark', 'contrast']) {
    await page.evaluate((chosen) => localStorage.setItem('plimsoll.theme', chosen), theme);
    for (const [size, viewport] of Object.entries(folder === undefined ? { wide: sizes.wide } : sizes)) {
      await page.setViewportSize(viewport);
      for (const [name, address] of Object.entries(pages)) {
        if (folder === undefined && !readme.includes(name)) continue;
        await page.goto(`${server.url}${address}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForTimeout(name === 'live' ? 6000 : 700);
        const path = folder === undefined ? join(images, `${name}.png`) : join(folder, `${name}-${size}-${theme}.png`);
        await page.screenshot({ path, fullPage: folder !== undefined && name !== 'live' });
        process.stdout.write(`${path}\n`);
      }
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
