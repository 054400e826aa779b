import { describe, expect, it } from 'vitest';
import { inventory, merged, npm } from './layers.fixture.ts';

const declared = { evidence: 'declared' } as const;
const unpinned = { ...npm('any', '', declared), version: undefined };

describe('packages that are both named and there', () => {
  it('are one, with the needs that the lock file tells', () => {
    const lock = inventory(
      'npm-lock',
      'app/package-lock.json',
      npm('a', '1', { ...declared, dependsOn: ['b'] }),
      npm('b', '1', declared),
      npm('c', '2', declared),
      unpinned,
    );
    const modules = [npm('a', '1'), npm('b', '2'), npm('any', '7')].map((each) =>
      inventory('npm', `app/node_modules/${each.name}/package.json`, each),
    );
    const { packages } = merged([{ inventories: [lock] }, { inventories: modules }]);
    expect(packages.map(({ name, version, evidence, dependsOn }) => [name, version, evidence, dependsOn])).toEqual([
      ['a', '1', 'installed', ['b']],
      ['any', '7', 'installed', []],
      ['b', '1', 'declared', []],
      ['b', '2', 'installed', []],
      ['c', '2', 'declared', []],
    ]);
  });

  it('stay when nothing is there', () => {
    const lock = inventory('npm-lock', 'app/package-lock.json', npm('a', '1', declared), unpinned);
    expect(merged([{ inventories: [lock] }]).packages).toHaveLength(2);
  });
});
