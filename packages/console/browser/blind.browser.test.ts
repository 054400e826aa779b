import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'blind' });
});
afterAll(() => console.close());

describe('blind', () => {
  it.each(['/', '/findings?state=open', '/workloads', '/live'])('is said on %s, with what to do', async (path) => {
    await console.visit(path);
    const banner = console.page.getByRole('complementary', { name: 'Blind' });
    await banner.waitFor();

    expect(await banner.innerText()).toContain('CONFIG_DEBUG_INFO_BTF');
    expect(await console.page.locator('[data-state=blind]').count()).toBe(1);
  });

  it('never looks like all clear', async () => {
    await console.visit('/findings?state=open&text=nothing-has-this-name');
    await console.page.locator('[data-kind=blind]').waitFor();

    expect(await console.page.locator('#main').innerText()).not.toContain('All clear');
  });

  it('counts what was lost', async () => {
    await console.visit('/');
    expect(await console.page.locator('#sensors').innerText()).toContain('120 events');
  });
});
