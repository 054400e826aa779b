/** Against real records, where the mirror folder of development data is there. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OperatingSystem, Package, VulnerabilityFinding } from '@plimsoll/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Generation, openAdvisories } from '../advisory/generation/open-generation.ts';
import { updateAdvisories } from '../advisory/update/update-advisories.ts';
import { installed, system } from './advisories.fixture.ts';
import { matchPackages } from './match-packages.ts';

const mirror = fileURLToPath(new URL('../../../../../shared/data/advisories', import.meta.url));
const there = existsSync(mirror);
const now = Date.parse('2026-09-01');
const debian = system('debian', '12');
const alma = system('almalinux', '8.9');

// Without ../shared/data/advisories beside the repository there are no real records to hold anything against.
describe.skipIf(!there)('real advisories (from ../shared/data/advisories)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-match-'));
  let database: Generation;
  beforeAll(async () => {
    const feeds = ['osv/AlmaLinux', 'osv/Debian', 'osv/Go', 'osv/PyPI', 'kev'];
    await updateAdvisories({ dir, base: mirror, feeds, signal: new AbortController().signal, now: () => now });
    database = openAdvisories(dir);
  }, 120_000);
  afterAll(() => {
    database?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  function match(packages: readonly Package[], os?: OperatingSystem) {
    const { findings } = matchPackages({
      image: { layers: [], base: undefined, os },
      contents: { os, packages },
      database,
      now,
    });
    return findings.filter((each): each is VulnerabilityFinding => each.kind === 'vulnerability');
  }
  const deb = (name: string, version: string) => installed('deb', name, version, { source: { name, version } });

  it('finds what was fixed in bookworm after a version, and nothing after the last fix', () => {
    const old = match([deb('postgresql-15', '15.3-0+deb12u1')], debian);
    const found = old.map(({ id }) => id);

    expect(found).toContain('CVE-2024-10979');
    expect(new Set(found).size).toBe(found.length);
    expect(old.every(({ verdict, fixedIn }) => verdict === 'affected' && fixedIn !== undefined)).toBe(true);
    expect(match([deb('postgresql-15', '99.0-1')], debian)).toEqual([]);
  });

  it("finds Go's by module and in the standard library", () => {
    const found = match([
      installed('golang', 'tailscale.com', 'v1.36.0'),
      installed('golang', 'tailscale.com', 'v1.38.2', { path: 'other' }),
      installed('golang', 'stdlib', 'go1.20.1'),
    ]);
    const tailscale = found.filter(({ packageName }) => packageName === 'tailscale.com');

    expect(tailscale.find(({ id }) => id === 'CVE-2023-28436')).toMatchObject({
      packageVersion: 'v1.36.0',
      aliases: ['GHSA-vfgq-g5x8-g595', 'GO-2023-1671'],
      fixedIn: '1.38.2',
    });
    expect(tailscale.some(({ id, packageVersion }) => id === 'CVE-2023-28436' && packageVersion === 'v1.38.2')).toBe(
      false,
    );
    expect(found.filter(({ packageName }) => packageName === 'stdlib').length).toBeGreaterThan(30);
  });

  it("finds Python's by any spelling of the name", () => {
    const ids = (name: string) => match([installed('pypi', name, '2.0.0')]).map(({ id }) => id);

    expect(ids('Flask').length).toBeGreaterThan(0);
    expect(ids('Flask')).toEqual(ids('flask'));
  });

  it("keeps AlmaLinux's module streams apart", () => {
    const node = (module: string) =>
      match([installed('rpm', 'nodejs', '1:16.8.0-1.module_el8.5.0+2592+aabbccdd', { module })], alma);
    const [sixteen, fourteen] = [node('nodejs:16'), node('nodejs:14')];

    expect(sixteen.length).toBeGreaterThan(5);
    expect(sixteen.every(({ fixedIn }) => fixedIn?.startsWith('1:16.'))).toBe(true);
    expect(fourteen.some(({ fixedIn }) => fixedIn?.startsWith('1:16.'))).toBe(false);
  });

  it('matches 10,000 packages quickly', () => {
    const names = [...database.packages()].filter(({ ecosystem }) => /^(?:Debian:12|Go|PyPI)$/.test(ecosystem));
    const packages = Array.from({ length: 10_000 }, (_, index): Package => {
      const { ecosystem, name } = names[(index * 7919) % names.length]!;
      const path = `p/${index}`;
      if (index % 3 === 0) return installed('npm', `package-${index}`, '1.0.0', { path });
      // One in ten is old, as in an image that is looked after.
      const version = index % 10 === 0 ? '1.2.3' : '999.0.0';
      if (ecosystem === 'Go') return installed('golang', name, `v${version}`, { path });
      if (ecosystem === 'PyPI') return installed('pypi', name, version, { path });
      return { ...deb(name, `${version}-1`), id: path };
    });
    match(packages.slice(0, 500), debian);
    const started = performance.now();
    const found = match(packages, debian);
    const took = performance.now() - started;

    expect(found.length).toBeGreaterThan(1000);
    // 400 ms are aimed at, and measured in bench; this only catches what is wrong by its order.
    expect(took).toBeLessThan(4000);
    console.info(`10,000 packages, ${found.length} findings: ${Math.round(took)} ms`);
  });
});
