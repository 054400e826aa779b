import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryOf, lookAt } from './look-at.fixture.ts';
import { languageCatalogers } from './registry.ts';
import { samples } from './samples.fixture.ts';

const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).map((file) => basename(file));

describe('language catalogers', () => {
  it('have ids of their own, a summary and patterns', () => {
    expect(new Set(languageCatalogers.map(({ id }) => id)).size).toBe(languageCatalogers.length);
    for (const { id, version, summary, files } of languageCatalogers) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(version).not.toBe('');
      expect(summary).not.toBe('');
      expect(files).not.toEqual([]);
    }
  });

  it.each(languageCatalogers.map((each) => [each.id, each] as const))(
    '%s has a test, and finds packages in its samples',
    (id, cataloger) => {
      expect(sources).toContain(`${id}.ts`);
      expect(sources).toContain(`${id}.test.ts`);
      const own = samples[id] ?? [];
      expect(own.length).toBeGreaterThan(0);
      for (const sample of own) {
        const seen = lookAt(cataloger, sample);
        expect(seen.packages.length).toBeGreaterThan(0);
        expect(seen.problems).toEqual([]);
        expect(seen.inventories.map((each) => each.cataloger)).toEqual([id]);
      }
    },
  );

  it('are all there: each file that makes one is listed', () => {
    const listed = new Set(languageCatalogers.map(({ id }) => `${id}.ts`));
    for (const id of Object.keys(samples)) expect(listed).toContain(`${id}.ts`);
    expect(Object.keys(samples)).toHaveLength(languageCatalogers.length);
  });

  it('read each sample once: no two want the same lock file', () => {
    for (const [id, own] of Object.entries(samples)) {
      for (const sample of own) {
        const finders = languageCatalogers.filter((each) => lookAt(each, sample).packages.length > 0);
        expect(finders.map((each) => each.id)).toEqual([id]);
      }
    }
  });

  it('want nothing of what is in every image', () => {
    for (const path of [
      'etc/passwd',
      'usr/lib/x86_64-linux-gnu/libc.so.6',
      'var/lib/dpkg/status',
      'usr/share/doc/x/copyright',
      'app/index.js',
    ]) {
      for (const cataloger of languageCatalogers)
        expect(cataloger.open(undefined as never).wants(entryOf(path))).toBe(0);
    }
  });

  it('ask for no more than a scan may hold', () => {
    for (const [id, own] of Object.entries(samples)) {
      const cataloger = languageCatalogers.find((each) => each.id === id);
      for (const { path, mode = 0o644 } of own) {
        const pass = cataloger?.open(undefined as never);
        const entry = entryOf(path, { mode, bytes: 2 ** 40 });
        const wants = pass?.wants(entry) ?? 0;
        expect(wants > 0 || pass?.follow?.(entry) !== undefined).toBe(true);
        expect(wants).toBeLessThanOrEqual(64 * 1024 * 1024);
      }
    }
  });
});
