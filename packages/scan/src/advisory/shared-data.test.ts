/** Real advisories, where they are: ../shared/data beside the repository. Elsewhere these are skipped. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Generation, openAdvisories } from './generation/open-generation.ts';
import { statusOf } from './generation/status.ts';
import { temporaryFolder } from './mirror.fixture.ts';
import { type UpdateResult, updateAdvisories } from './update/update-advisories.ts';

const mirror = join(import.meta.dirname, '../../../../../shared/data/advisories');

// Skipped without ../shared/data/advisories: it is not part of the repository.
describe.skipIf(!existsSync(mirror))('a database of real advisories [public advisories]', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let result: UpdateResult;
  let database: Generation;
  beforeAll(async () => {
    folder = temporaryFolder();
    result = await updateAdvisories({
      dir: folder.path,
      base: mirror,
      signal: new AbortController().signal,
      now: Date.now,
    });
    database = openAdvisories(folder.path);
  }, 120_000);
  afterAll(() => {
    database.close();
    folder[Symbol.dispose]();
  });

  it('holds what the feeds hold: nothing failed, nothing was unreadable', () => {
    expect(result.feeds.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const { feeds, problems } = statusOf(folder.path, { verify: true });
    expect([problems, feeds.flatMap(({ invalid }) => invalid)]).toEqual([[], []]);
    const records = Object.fromEntries(result.data.feeds.map(({ feed, records: count }) => [feed, count]));
    // Go: 4,291 records of which 17 are withdrawn; PyPI: 2,661 and 10. AlmaLinux: without errata that concern no vulnerability.
    expect(records).toMatchObject({
      'osv/Debian': 10_633,
      'osv/Go': 4_274,
      'osv/PyPI': 2_651,
      kev: 1_404,
      epss: 360_142,
    });
    expect(records['osv/AlmaLinux']).toBeGreaterThan(4_400);
  });

  it('Debian: what bookworm-security fixed in openssl', () => {
    const found = database.find('Debian:12', 'openssl');
    expect(found.length).toBeGreaterThan(50);
    const one = found.find(({ upstream }) => upstream.includes('CVE-2026-42766'));
    expect(one?.ranges).toEqual([{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.20-1~deb12u2' }] }]);
    expect([database.covers('Debian:12'), database.covers('Debian:11')]).toEqual([true, false]);
  });

  it('AlmaLinux: a module knows its stream', () => {
    const found = database.find('AlmaLinux:8', 'nodejs').find(({ id }) => id === 'ALSA-2023:5850');
    expect(found).toMatchObject({ module: 'nodejs:16', upstream: ['CVE-2023-44487'], feed: 'osv/AlmaLinux' });
    expect(found?.ratings[0]).toMatchObject({ source: 'almalinux', severity: 'high' });
    expect(found?.ranges[0]?.events[1]).toEqual({ fixed: '1:16.20.2-3.module_el8.8.0+3653+c77a731f' });
    expect(database.kev('CVE-2023-44487')).toBeDefined();
  });

  it('Go and Python: aliases, ranges, texts', () => {
    const [go] = database.find('Go', 'github.com/rancher/rancher').filter(({ id }) => id === 'GO-2022-0755');
    expect(go?.aliases).toEqual(['CVE-2019-13209', 'GHSA-xhg2-rvm8-w2jh', 'GO-2022-0755']);
    expect(database.detail('GO-2022-0755')?.references.length).toBeGreaterThan(1);
    expect(database.find('PyPI', 'DJANGO').map(({ id }) => id)).toContain('PYSEC-2024-69');
    expect(database.find('Go', 'stdlib').length).toBeGreaterThan(50);
  });

  it('Alpine: fixes of a release', () => {
    expect(database.find('Alpine:v3.11', 'openssl').flatMap(({ upstream }) => upstream)).toContain('CVE-2019-1543');
  });

  it('scores as the feed has them', () => {
    expect(database.epss('CVE-1999-1593')).toEqual({ probability: 0.18126, percentile: 0.96946 });
  });

  it('ten thousand look-ups in the order of their keys are quick', () => {
    const keys = [...database.packages()].slice(0, 5_000).flatMap(({ ecosystem, name }) => [
      { ecosystem, name },
      { ecosystem, name: `${name}-` },
    ]);
    const start = performance.now();
    const found = keys.reduce((sum, { ecosystem, name }) => sum + database.find(ecosystem, name).length, 0);
    // 70 ms on the machine it was made on; a shared one may be many times slower.
    expect([keys.length, found > 10_000, performance.now() - start < 1_000]).toEqual([10_000, true, true]);
  });
});
