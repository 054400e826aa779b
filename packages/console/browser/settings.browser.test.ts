import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'scanned' });
});
afterAll(() => console.close());

const dialog = () => console.page.getByRole('dialog');
const part = (name: string) => console.page.getByRole('region', { name, exact: true });

describe('registries', () => {
  it('are added with secrets that never come back', async () => {
    const { page, visit, server } = console;
    await visit('/settings');
    await page.getByRole('button', { name: 'Add a registry …' }).click();
    await dialog().getByRole('button', { name: 'Add it' }).click();
    // All that is missing at once; whoever sent it is where it begins.
    expect(await dialog().getByRole('alert').allInnerTexts()).toEqual([
      'Give it a name.',
      'Write its host, without https://.',
    ]);
    expect(
      await dialog()
        .getByLabel('Name')
        .evaluate((element) => element === document.activeElement),
    ).toBe(true);
    await dialog().getByLabel('Name').fill('Harbour');
    await dialog().getByLabel('Host', { exact: true }).fill('https://harbour.example:8443/');
    await dialog().getByLabel('Sign in with').selectOption('basic');
    await dialog().getByLabel('User').fill('robot');
    await dialog().getByLabel('Password').fill('only a test');
    await dialog().getByRole('button', { name: 'Add a filter' }).click();
    await dialog().getByLabel('Repositories').fill('team/*');
    await dialog().getByLabel('Tags').fill('1.*, latest');
    await dialog().getByLabel('Look through it').fill('*/15 * * * *');
    await dialog().getByRole('button', { name: 'Add it' }).click();
    await dialog().waitFor({ state: 'detached' });

    const panel = part('Harbour');
    expect(await panel.innerText()).toContain('user and password (robot)');
    expect(await panel.innerText()).toContain('team/* with tags 1.*, latest, the newest 20');
    expect(await panel.innerText()).toContain('every 15 minutes');
    expect(await page.content()).not.toContain('only a test');
    const { items } = await server.client.listRegistries();
    expect(items.find(({ name }) => name === 'Harbour')).toMatchObject({
      host: 'harbour.example:8443',
      credentials: { kind: 'basic', user: 'robot' },
      filters: [{ repository: 'team/*', tags: ['1.*', 'latest'] }],
    });
  });

  it('are changed without writing the secret again', async () => {
    const { page, server } = console;
    await page.getByRole('button', { name: 'Change Harbour' }).click();
    expect(await dialog().getByLabel('Sign in with').inputValue()).toBe('keep');
    await dialog().getByText('More: mirrors, limits, certificates').click();
    await dialog().getByLabel('Mirrors').fill('mirror-a.example\nmirror-b.example');
    await dialog().getByLabel('Scans at once').fill('3');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });

    const { items } = await server.client.listRegistries();
    expect(items.find(({ name }) => name === 'Harbour')).toMatchObject({
      credentials: { kind: 'basic', user: 'robot' },
      mirrors: ['mirror-a.example', 'mirror-b.example'],
      limits: { scans: 3, requests: 4 },
      poll: { cron: '*/15 * * * *' },
    });
  });

  it('refuse what the server refuses, in its words', async () => {
    const { page } = console;
    await page.getByRole('button', { name: 'Change Harbour' }).click();
    await dialog().getByLabel('Host', { exact: true }).fill('not a host');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByRole('alert').waitFor();
    expect(await dialog().getByRole('alert').innerText()).toMatch(/host/i);
    await page.keyboard.press('Escape');
  });

  it('are tried step by step', async () => {
    await part('Shop').getByRole('button', { name: 'Test the connection' }).click();
    await dialog()
      .getByText(/^It (works|does not work)$/)
      .waitFor();
    expect(await dialog().getByRole('listitem').count()).toBeGreaterThan(0);
    await console.page.keyboard.press('Escape');
  });

  it('get a webhook with a secret that is shown once', async () => {
    const { page } = console;
    await part('Harbour').getByRole('button', { name: 'Webhook …' }).click();
    expect(await dialog().innerText()).toContain('/api/v1/hooks/');
    await dialog().getByRole('button', { name: 'Make a secret' }).click();
    await dialog().getByText('It is shown only now.').waitFor();
    await dialog().getByRole('button', { name: 'Copy the secret' }).click();
    const secret = await page.evaluate(() => navigator.clipboard.readText());
    expect(secret.length).toBeGreaterThan(16);
    await page.keyboard.press('Escape');
    await part('Harbour').getByRole('button', { name: 'Webhook …' }).click();
    await dialog().getByRole('button', { name: 'Make a new secret' }).waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.keyboard.press('Escape');
  });

  it('are removed after the plan was shown', async () => {
    const { page, server } = console;
    await page.getByRole('button', { name: 'Remove Shop' }).click();
    // The schedules come after the dialog.
    await dialog().getByText('The schedule whole registry has nothing to look at then.').waitFor();
    expect(await dialog().innerText()).toContain('Its images and their findings stay.');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Remove Harbour' }).click();
    await dialog().getByRole('button', { name: 'Remove it' }).click();
    await part('Harbour').waitFor({ state: 'detached' });
    const { items } = await server.client.listRegistries();
    expect(items.map(({ name }) => name).toSorted()).toEqual(['Docker Hub', 'Shop']);
  });
});

describe('schedules', () => {
  it('say when they run next, in words and in their own zone', async () => {
    await console.visit('/settings?tab=schedules');
    const text = await part('nightly').innerText();

    expect(text).toContain('every day at 03:00');
    expect(text).toMatch(/03:00 in Europe\/Berlin/);
    expect(text).toContain('Scan what runs');
  });

  it('are added, run and removed', async () => {
    const { page, server } = console;
    await page.getByRole('button', { name: 'Add a schedule …' }).click();
    await dialog().getByLabel('Name').fill('weekly');
    await dialog().getByLabel('Does').selectOption('references');
    await dialog().getByLabel('Images').fill('registry.example/shop/web:4.1\nregistry.example/shop/web:4.2');
    await dialog().getByRole('button', { name: 'Sundays at 05:00' }).click();
    await dialog().getByLabel('Time zone').fill('UTC');
    await dialog().getByRole('button', { name: 'Add it' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(await part('weekly').innerText()).toContain('Scan 2 named images');
    await page.getByRole('button', { name: 'Run now: weekly' }).click();
    await part('weekly')
      .getByText(/queued 2 scans/)
      .waitFor();
    const { items } = await server.client.listScans({ query: { trigger: 'schedule' } });
    expect(items.length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Remove weekly' }).click();
    await dialog().getByRole('button', { name: 'Remove it' }).click();
    await part('weekly').waitFor({ state: 'detached' });
  });
});

describe('exceptions', () => {
  it('say who accepts what, why and until when, and what they cover', async () => {
    const { page, visit } = console;
    await visit('/settings?tab=exceptions&state=active');
    const row = page.locator('tbody tr[data-index]', { hasText: 'CVE-2023-45853' });
    const text = await row.innerText();

    expect(text).toContain('in zlib1g');
    expect(text).toContain('MiniZip is not built into the library');
    expect(text).toContain('platform team');
    expect(text).toMatch(/\d findings? in \d images?/);
    expect(text).toMatch(/ends in \d+ days/);
    expect(await page.locator('tbody tr[data-index]').count()).toBe(1);
  });

  it('are revoked with a reason, after it was said what comes back', async () => {
    const { page, server } = console;
    await page.getByRole('button', { name: 'Revoke the exception of CVE-2023-45853' }).click();
    expect(await dialog().innerText()).toMatch(/count again/);
    await dialog().getByRole('button', { name: 'Revoke it' }).click();
    expect(await dialog().getByRole('alert').innerText()).toContain('Write a reason');
    await dialog().getByLabel('Reason').fill('It is built in now');
    await dialog().getByRole('button', { name: 'Revoke it' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'No exceptions match these filters' }).waitFor();
    const { items } = await server.client.listExceptions({ query: { state: 'revoked' } });
    expect(items).toHaveLength(2);
  });
});

describe('policies', () => {
  it('show what is wrong at its line', async () => {
    const { page, visit } = console;
    await visit('/settings?tab=policies');
    await page.getByRole('button', { name: 'Add a policy …' }).click();
    const text = dialog().getByLabel('Policy, as YAML');
    await text.fill('schema: plimsoll-policy/1\nname: strict\nrules:\n  - name: bad\n    severity: dreadful\n');
    await dialog().getByRole('button', { name: 'Add it' }).click();
    await dialog()
      .getByText(/^Line 5:/)
      .waitFor();
    expect(
      await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd)),
    ).toContain('severity: dreadful');
    expect(await text.getAttribute('aria-invalid')).toBe('true');
  });

  it('are added for some workloads, changed and removed', async () => {
    const { page, server } = console;
    const text = dialog().getByLabel('Policy, as YAML');
    await text.fill(
      'schema: plimsoll-policy/1\nname: strict\nrules:\n  - name: no critical ones\n    severity: critical\n',
    );
    await dialog().getByRole('checkbox', { name: 'docker/shop/web' }).check();
    await dialog().getByRole('button', { name: 'Add it' }).click();
    await dialog().waitFor({ state: 'detached' });
    await part('strict').waitFor();
    const { items } = await server.client.listPolicies();
    expect(items.find(({ name }) => name === 'strict')).toMatchObject({ workloads: ['docker/shop/web'] });
    await page.getByRole('button', { name: 'Remove strict' }).click();
    await dialog().getByRole('button', { name: 'Remove it' }).click();
    await part('strict').waitFor({ state: 'detached' });
  });
});

describe('advisories', () => {
  it('say how old they are, which feed failed, and are fetched', async () => {
    const { page, visit } = console;
    await visit('/settings?tab=advisories');
    expect(await part('Feeds').innerText()).toContain('the server answered 503');
    expect(await part('Feeds').innerText()).toContain('1 could not be fetched last time');
    expect(await part('Advisories').innerText()).toMatch(
      /What it changed\s+nothing was judged again because of them yet/,
    );
    await page.getByRole('button', { name: 'Fetch now' }).click();
    await expect
      .poll(async () => {
        const { items } = await console.server.client.listScans({ query: { kind: 'update', trigger: 'person' } });
        return items.length;
      })
      .toBe(1);
  });
});

describe('appearance', () => {
  it('is chosen and stays', async () => {
    const { page, visit } = console;
    await visit('/settings?tab=appearance');
    await page.locator('label', { hasText: 'High contrast' }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('contrast');
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('contrast');
  });

  it('went through all of this without an error in the page', () => {
    // Refusals are answers with status 400, which the browser lists as failed loads.
    expect(console.problems.filter((problem) => !problem.includes('status of 400'))).toEqual([]);
  });
});
