import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
let nginx = '';
let api = '';
let older = '';
beforeAll(async () => {
  console = await openConsole({ host: 'scanned' });
  const { items } = await console.server.client.listImages();
  const id = (name: string) => encodeURIComponent(items.find((one) => one.name.endsWith(name))?.id ?? '');
  nginx = id('nginx:1.27');
  api = id('api:2026.7');
  older = id('api:2026.6');
});
afterAll(() => console.close());

const rows = () => console.page.locator('tbody tr[data-index]');
const url = () => new URL(console.page.url());
const day = 86_400_000;
/** As a date field takes it, in the zone of this machine, which is also the browser's. */
const localDay = (at: number) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
const dayFromNow = (days: number) => localDay(Date.now() + days * day);
const focused = (page: OpenConsole['page']) => page.evaluate(() => document.activeElement?.localName);

describe('images', () => {
  it('are between workloads and live in the menu, ordered by what matters: malware and secrets, then what is in use', async () => {
    const { page, visit } = console;
    await visit('/');
    const menu = page.getByRole('navigation', { name: 'Main' });
    const words = (await menu.getByRole('listitem').allInnerTexts()).map((word) => word.split('\n')[0]);
    expect(words).toEqual(['Overview', 'Findings', 'Workloads', 'Images', 'Live', 'Settings']);
    await menu.getByRole('link', { name: 'Images' }).click();
    await page.getByRole('heading', { level: 1, name: 'Images' }).waitFor();
    await rows().first().waitFor();

    const [first = '', second = '', third = ''] = await rows().allInnerTexts();
    expect(`${first} ${second}`).toMatch(/1 secret/);
    expect(`${first} ${second}`).toMatch(/1 malware/);
    expect(third).toContain('nginx:1.27');
    expect(third).toMatch(/2 executed, 3 loaded/);
    expect(await page.locator('main').innerText()).not.toMatch(/\d ?%/);
  });

  it('are led by how all of them stand, with the proof, and never say clear when one was not looked at', async () => {
    const standing = console.page.getByRole('region', { name: 'How all images stand' });

    expect(await standing.innerText()).toMatch(/images have critical or high findings/);
    expect(await standing.innerText()).toMatch(/19 of 20 images scanned to the end/);
    expect(await standing.innerText()).toMatch(/newest advisory \d+ h/);
    expect(await console.page.locator('main').innerText()).not.toContain('All clear');
  });

  it('say beside the name that they hold malware or secrets, each leading to them', async () => {
    const { page, visit } = console;
    await visit('/images');
    await page.getByRole('link', { name: '1 secret in registry.example/shop/api:2026.7' }).click();
    await page.getByRole('heading', { level: 1, name: 'api:2026.7' }).waitFor();
    await page.getByRole('button', { name: 'Remove filter: kind: secret' }).waitFor();
    await expect.poll(() => rows().count()).toBe(1);
  });

  it('are narrowed by menus and values; the URL says so and brings it back', async () => {
    const { page, visit } = console;
    await visit('/images');
    await page.getByRole('button', { name: 'Only' }).click();
    await page.getByRole('menuitemradio', { name: 'with one that is exploited' }).click();
    await page.getByRole('button', { name: 'Remove filter: exploited' }).waitFor();
    expect(url().searchParams.get('kev')).toBe('true');
    await page.reload();
    await rows().first().waitFor();
    const kev = await console.server.client.listImages({ query: { kev: 'true' } });
    await page.getByText(`${kev.total} of ${kev.total} images shown`).waitFor();

    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByRole('button', { name: 'State', exact: true }).click();
    await page.getByRole('menuitemradio', { name: /^Incomplete/ }).click();
    await expect.poll(() => rows().count()).toBe(1);
    expect(await rows().first().innerText()).toContain('not all was looked at');
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(() => url().search).toBe('');
  });

  it('are found by the number of what they hold, however it is typed, and opened where they hold it', async () => {
    const { page, visit } = console;
    await visit('/images');
    await rows().first().waitFor();
    const search = page.getByRole('searchbox', { name: 'Search images' });
    await search.fill('cve-2023-44487');
    await search.press('Enter');
    await page.getByRole('button', { name: 'Remove filter: holds: CVE-2023-44487' }).waitFor();
    expect(url().searchParams.get('holds')).toBe('CVE-2023-44487');
    await expect.poll(() => rows().count()).toBe(2);
    await rows().getByRole('link', { name: 'nginx:1.27' }).click();
    await page.getByRole('heading', { level: 1, name: 'nginx:1.27' }).waitFor();
    await expect.poll(() => rows().count()).toBe(1);
    expect(await rows().first().innerText()).toContain('CVE-2023-44487');
  });

  it('are asked for what they hold when no name has the word', async () => {
    const { page, visit } = console;
    await visit('/images?text=libexpat1');
    await page.getByRole('heading', { name: 'No images match these filters' }).waitFor();
    await page.getByRole('button', { name: 'Images that hold libexpat1' }).click();
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'Remove filter: holds: libexpat1' }).waitFor();
    expect(url().searchParams.has('text')).toBe(false);
  });

  it('are narrowed by severity in words that say from where on', async () => {
    const { page, visit } = console;
    await visit('/images');
    await page.getByRole('button', { name: 'Severity', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'high or worse' }).click();
    await page.getByRole('button', { name: 'Remove filter: severity: high or worse' }).waitFor();
    expect(url().searchParams.get('severity')).toBe('high');
  });

  it('say that filters hide', async () => {
    const { page, visit } = console;
    await visit('/images?text=nothing-has-this-name');
    await page.getByRole('heading', { name: 'No images match these filters' }).waitFor();
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    await rows().first().waitFor();
  });

  it('are walked, selected and scanned again by keyboard', async () => {
    const { page, visit } = console;
    await visit('/images?sort=name');
    await rows().first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    const bulk = page.getByLabel('Selected images');
    expect(await bulk.innerText()).toContain('2 images selected');
    await bulk.getByRole('button', { name: 'Scan again' }).click();
    await page.getByText('2 scans asked for').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Parts of this image' }).waitFor();
  });

  it('are scanned by name: what is wrong with it is said, then the job is shown', async () => {
    const { page, visit } = console;
    await visit('/images');
    await page.getByRole('button', { name: 'Scan an image …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Scan an image' });
    await dialog.getByLabel('Image').fill('https://registry.example/web');
    await dialog.getByRole('button', { name: 'Scan', exact: true }).click();
    expect(await dialog.getByRole('alert').innerText()).toContain('Leave out https://');
    await dialog.getByLabel('Image').fill('registry.example/shop/web:4.1');
    await dialog.getByRole('button', { name: 'Scan', exact: true }).click();
    await dialog.getByText('It goes on when you close this.').waitFor();
    // The form that held the focus is gone; the keyboard is still in the dialog.
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await dialog.getByText('registry.example/shop/web:4.1').waitFor();
    await dialog.getByRole('link', { name: 'See the queue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Queue of scans' }).waitFor();
  });

  it('are ordered by what no column stands for', async () => {
    const { page, visit } = console;
    await visit('/images');
    await page.getByRole('button', { name: 'By risk' }).click();
    await page.getByRole('menuitemradio', { name: 'name', exact: true }).click();
    await expect.poll(() => url().searchParams.get('sort')).toBe('name');
    await expect.poll(async () => (await rows().first().innerText()).includes('nginx')).toBe(true);
    await page.getByRole('button', { name: 'By name' }).waitFor();
  });

  it('are found by the palette', async () => {
    const { page } = console;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('postgres');
    await page.getByRole('option', { name: /library\/postgres:18/ }).click();
    await page.getByRole('heading', { level: 1, name: 'postgres:18' }).waitFor();
  });

  it('are on the overview when what is bad is in use; each number leads to its list', async () => {
    const { page, visit } = console;
    await visit('/');
    const panel = page.getByRole('region', { name: 'Images' });
    await panel.getByRole('link', { name: '2 executed, 3 loaded' }).click();
    await page.getByRole('heading', { level: 1, name: 'nginx:1.27' }).waitFor();
    await page.getByText('5 of 5 findings shown').waitFor();
    await visit('/');
    await panel.getByRole('link', { name: /images scanned to the end/ }).click();
    await page.getByText('1 of 1 image shown').waitFor();
    await visit('/');
    await panel.getByRole('link', { name: /newest advisory/ }).click();
    await page.getByRole('heading', { name: 'Feeds' }).waitFor();
  });

  it('that break a policy are findings, which lead back to what breaks it', async () => {
    const { page, visit } = console;
    await visit('/findings?detector=image-policy&text=secrets');
    await rows()
      .getByRole('link', { name: /Image breaks/ })
      .click();
    await page.getByRole('heading', { name: 'What breaks the rule' }).waitFor();
    expect(await page.locator('article h2').allInnerTexts()).toEqual([
      'What breaks the rule',
      'Where',
      'Story',
      'What to do',
    ]);
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'This is expected' });
    expect(await dialog.getByRole('checkbox').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'aws-access-key in app/.env' }).click();
    await page.getByRole('dialog', { name: 'Secret: AWS access key' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('become a command to copy', async () => {
    const { page, visit } = console;
    await visit('/images?kev=true');
    await page.getByRole('button', { name: 'Copy as' }).click();
    await page.getByRole('menuitem', { name: 'Copy as curl' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/api\/v1\/images\?.*kev=true/);
  });
});

describe('one image', () => {
  it('says what it is, what runs it, what its policies say', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}`);
    const head = page.locator('#main header');

    expect(await head.innerText()).toContain('Debian GNU/Linux 12 (bookworm), gets fixes for');
    expect(await head.innerText()).toContain('docker.io/library/debian:12');
    expect(await head.innerText()).toContain('Breaks production');
    await head.getByRole('link', { name: 'docker/shop/web' }).click();
    await page.getByRole('heading', { level: 1, name: 'web' }).waitFor();
    expect(url().searchParams.get('tab')).toBe('image');
    await page.getByRole('link', { name: 'CVE-2023-38545' }).waitFor();
  });

  it('leads from what breaks a policy to what is known of it', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}`);
    await page
      .getByRole('list', { name: 'What the policies say' })
      .getByRole('link', { name: 'CVE-2024-2961' })
      .click();
    await page.getByRole('button', { name: 'Remove filter: words: CVE-2024-2961' }).waitFor();
    await expect.poll(() => rows().count()).toBe(1);
  });

  it('orders findings by use, then exploited; facets narrow them', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}`);
    await rows().first().waitFor();
    expect(await rows().first().innerText()).toContain('Executed');
    expect(await page.locator('main').innerText()).not.toMatch(/\d ?%/);
    const all = await rows().count();
    await page.getByRole('checkbox', { name: 'Loaded' }).check();
    await expect.poll(() => rows().count()).toBeLessThan(all);
    expect(url().searchParams.get('use')).toBe('loaded');
    for (const text of await rows().allInnerTexts()) expect(text).toContain('Loaded');
    await page.goBack();
    await expect.poll(() => rows().count()).toBe(all);
  });

  it('counts what it leaves out, and shows it when asked', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}`);
    const out = page.getByRole('list', { name: 'What the list leaves out' });
    expect(await out.innerText()).toContain('1 accepted finding left out');
    await page.getByText('13 of 13 findings shown').waitFor();
    await out.getByRole('button', { name: 'Show it' }).first().click();
    await page.getByText('14 of 14 findings shown').waitFor();
    await page.getByText('MiniZip is not built into the library').waitFor();
    expect(url().searchParams.get('suppressed')).toBe('all');
    // From an accepted finding to where that is taken back.
    await rows().getByRole('button', { name: 'CVE-2023-45853' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'See it, or take it back' }).click();
    await page.getByRole('button', { name: 'Revoke the exception of CVE-2023-45853' }).waitFor();
    await expect.poll(() => rows().count()).toBe(1);
    await rows()
      .getByRole('link', { name: /^\d findings? in \d images?$/ })
      .click();
    await page.getByRole('button', { name: 'Remove filter: holds: CVE-2023-45853' }).waitFor();
    await rows().first().waitFor();
  });

  it('explains a finding in full, opened by keyboard and linked', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}?text=CVE-2023-44487`);
    await rows().first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'CVE-2023-44487' });
    await panel.getByRole('heading', { name: 'Why' }).waitFor();
    const text = await panel.innerText();

    for (const part of ['var/lib/dpkg/status', 'RUN apt-get install', 'fixed in 1.52.0-1+deb12u1', 'Application'])
      expect(text).toContain(part);
    expect(text).toContain('Never seen in use');
    expect(text).toContain('94 in 100');
    expect(text).toContain('Move libnghttp2-14 to');
    expect(text).not.toMatch(/\d ?%/);
    expect(url().searchParams.get('finding')).toContain('CVE-2023-44487');
    await page.reload();
    await panel.getByRole('link', { name: /web:4\.2$/ }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(url().searchParams.has('finding')).toBe(false);
  });

  it('accepts a finding for a time: filled in, widened, with a reason and an end', async () => {
    const { page, visit, server } = console;
    await visit(`/images/${nginx}?text=CVE-2024-5535`);
    await rows().getByRole('button', { name: 'CVE-2024-5535' }).click();
    await page.getByRole('button', { name: 'Accept for a time …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Accept CVE-2024-5535 for a time' });
    await dialog.getByRole('checkbox', { name: 'only in docker.io/library/nginx' }).uncheck();
    await dialog.locator('label', { hasText: 'A week' }).click();
    await dialog.getByRole('button', { name: 'Accept it' }).click();
    expect(await dialog.getByRole('alert').innerText()).toContain('Write a reason');
    await dialog.getByLabel('Reason').fill('Nothing here speaks NPN');
    await dialog.getByRole('button', { name: 'Accept it' }).click();
    await dialog.waitFor({ state: 'detached' });

    const { items } = await server.client.listExceptions({ query: { text: 'CVE-2024-5535' } });
    expect(items[0]).toMatchObject({
      reason: 'Nothing here speaks NPN',
      scope: { ids: ['CVE-2024-5535'], packages: ['libssl3'], repositories: [] },
    });
    expect(Math.round(((items[0]?.expiresAt ?? 0) - Date.now()) / 86_400_000)).toBe(7);
  });

  it('accepts a finding until a day that somebody names, if it is still to come and not too far away', async () => {
    const { page, visit, server } = console;
    await visit(`/images/${nginx}?text=CVE-2024-28085`);
    await rows().getByRole('button', { name: 'CVE-2024-28085' }).click();
    await page.getByRole('button', { name: 'Accept for a time …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Accept CVE-2024-28085 for a time' });
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('wall is not called');
    await dialog.locator('label', { hasText: 'Until a day' }).click();
    const field = dialog.getByLabel('Last day');
    const accept = dialog.getByRole('button', { name: 'Accept it' });
    await accept.click();
    await dialog.getByText('Choose the last day it holds.').waitFor();
    for (const [said, problem] of [
      [dayFromNow(0), 'Choose a day that is still to come'],
      [dayFromNow(366 * 6), 'Choose a day in the next 5 years'],
    ] as const) {
      await field.fill(said);
      await accept.click();
      expect(await dialog.getByRole('alert').innerText()).toContain(problem);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    }
    const wanted = dayFromNow(45);
    await field.fill(wanted);
    await dialog.getByText(/^It ends on/).waitFor();
    await accept.click();
    await dialog.waitFor({ state: 'detached' });

    const { items } = await server.client.listExceptions({ query: { text: 'CVE-2024-28085' } });
    expect(localDay(items[0]?.expiresAt ?? 0)).toBe(wanted);
  });

  it('can be accepted by keyboard alone; each dialog gives the focus back to what opened it', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}?text=CVE-2024-6119`);
    const opener = rows().getByRole('button', { name: 'CVE-2024-6119' });
    await opener.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'CVE-2024-6119' });
    const accept = panel.getByRole('button', { name: 'Accept for a time …' });
    await accept.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Accept CVE-2024-6119 for a time' });
    await dialog.waitFor();
    expect(await focused(page)).toBe('input');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await accept.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('tells malware, secrets and departures with their grounds', async () => {
    const { page, visit } = console;
    await visit(`/images/${api}?kind=secret`);
    await rows().getByRole('button', { name: 'Secret: AWS access key' }).click();
    // What it is opened with comes after it.
    await page.getByRole('dialog').getByText('AKIA…7Q3M').first().waitFor();
    const text = await page.getByRole('dialog').innerText();

    expect(text).toContain('its checksum fits');
    expect(text).toContain('Revoke the key');
  });

  it('never lets an incomplete scan look clear', async () => {
    const { page, visit, server } = console;
    const { items } = await server.client.listImages({ query: { state: 'incomplete' } });
    await visit(`/images/${encodeURIComponent(items[0]?.id ?? '')}`);
    await page.getByRole('heading', { name: 'Nothing was found, which says little here' }).waitFor();

    expect(await page.locator('main').innerText()).toContain('Not all of it could be looked at');
    expect(await page.locator('main').innerText()).not.toContain('All clear');
  });

  it('gives proof when an image is clear', async () => {
    const { page, visit, server } = console;
    const { items } = await server.client.listImages({ query: { text: 'worker-a' } });
    await visit(`/images/${encodeURIComponent(items[0]?.id ?? '')}`);
    await page.locator('[data-kind]').first().waitFor();
    const text = await page.locator('[data-kind]').innerText();

    expect(text).toMatch(/All clear/);
    expect(text).toContain('everything was looked at');
    expect(text).toMatch(/newest advisory .* old/);
  });

  it('shows its layers as they lie, and as a table', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}?tab=layers`);
    const layers = page.locator('ol li', { hasText: 'base image' });
    await layers.waitFor();
    expect(await layers.innerText()).toContain('ADD file:rootfs in /');
    await page.getByRole('button', { name: 'Show as table' }).click();
    expect(await page.getByRole('columnheader', { name: 'Made by' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Show as chart' }).click();
    await page.getByRole('link', { name: /^Findings of layer 2/ }).click();
    await page.getByRole('button', { name: /^Remove filter: layer: 2 RUN/ }).waitFor();
  });

  it('lists its packages, and leads from one to its findings', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}?tab=packages`);
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'Vulnerable' }).click();
    await page.getByRole('button', { name: 'Remove filter: vulnerable' }).waitFor();
    await page.getByRole('link', { name: 'libexpat1' }).click();
    await page.getByRole('button', { name: /^Remove filter: package/ }).waitFor();
    await expect.poll(() => rows().count()).toBe(2);
  });

  it('says which checks failed and which could not be evaluated', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}?tab=checks`);
    const checks = page.getByRole('list', { name: 'Checks of this image' });
    const failed = checks.getByRole('listitem').filter({ hasText: 'image-user-root' });
    await failed.getByText('What to do').waitFor();
    const words = await failed.innerText();
    for (const part of ['Failed', 'The user it runs as', 'USER is not set', 'Add a USER to the Dockerfile'])
      expect(words).toContain(part);
    expect(await checks.getByText('Not evaluated', { exact: true }).count()).toBe(1);
    await failed.getByRole('link', { name: 'The user it runs as' }).click();
    await page.getByRole('dialog', { name: 'Misconfiguration: Runs as root' }).waitFor();
  });

  it('is compared with another of its repository; the choice is in the URL', async () => {
    const { page, visit } = console;
    await visit(`/images/${api}?tab=compare`);
    await page.getByRole('button', { name: 'Image', exact: true }).click();
    await page.getByRole('menuitemradio', { name: '2026.6' }).click();
    await page.getByText(/this image has/).waitFor();
    expect(decodeURIComponent(url().searchParams.get('with') ?? '')).toBe(decodeURIComponent(older));
    await page.getByRole('heading', { name: /^New: [1-9]/ }).waitFor();
    await page.getByRole('link', { name: 'CVE-2024-37890' }).waitFor();
  });

  it('keeps its history, with a chart and its table', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}?tab=history`);
    await page.getByRole('img', { name: /^Vulnerabilities at each of/ }).waitFor();
    expect(await page.getByRole('region', { name: 'Scans of this image' }).count()).toBeGreaterThan(0);
  });

  it('is downloaded in every format', async () => {
    const { page, visit } = console;
    await visit(`/images/${nginx}`);
    await page.getByRole('button', { name: 'Download …' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^SBOM, CycloneDX/ }).click(),
    ]);
    expect(download.url()).toContain('/report/cyclonedx');
    expect(await download.failure()).toBeNull();
  });

  it('went through all of this without an error in the page', () => {
    expect(console.problems).toEqual([]);
  });
});
