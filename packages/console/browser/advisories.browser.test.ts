import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
beforeAll(async () => {
  console = await openConsole({ host: 'scanned' });
});
afterAll(() => console.close());

const part = (name: string) => console.page.getByRole('region', { name, exact: true });

describe('newer advisories', () => {
  it('say what they changed, by name, each leading to the images that hold it', async () => {
    const { page, visit, worker, server } = console;
    console.letGo();
    const known = worker.images.get('docker.io/library/postgres:18');
    if (known === undefined || typeof known === 'function') throw new Error('no such image');
    const old = known.findings.find((finding) => finding.kind === 'vulnerability' && finding.packageName === 'libssl3');
    if (old?.kind !== 'vulnerability') throw new Error('no such finding');
    const id = 'CVE-2026-10001';
    const found = { ...old, id, key: `${old.key} new`, severity: 'critical', why: { ...old.why, source: id } } as const;
    // Known by its name and by what the engine calls it.
    for (const [name, report] of worker.images)
      if (report === known) worker.images.set(name, { ...known, findings: [...known.findings, found] });
    const from = worker.data?.generation;
    worker.data = undefined;
    worker.delta = { from, to: 'g-3', packages: [{ ecosystem: 'Debian:12', name: 'openssl' }] };
    await server.client.updateAdvisories({ body: { force: false } });
    await visit('/settings?tab=advisories');
    const changed = part('Advisories').getByRole('link', { name: id });
    await changed.waitFor();

    expect(await part('Advisories').innerText()).toMatch(/changed advisor(y|ies) may concern/);
    expect(await part('Advisories').innerText()).toMatch(/New: CVE-2026-10001\s+\(critical\)/);
    await changed.click();
    await page.getByRole('button', { name: `Remove filter: holds: ${id}` }).waitFor();
    await page.locator('tbody tr[data-index]').getByRole('link', { name: 'postgres:18' }).waitFor();
  });
});
