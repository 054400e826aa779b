import { describe, expect, it } from 'vitest';
import { analyzeLayer } from '../../../facts/analyze-layer.ts';
import { analyzerSet } from '../../../facts/analyzer-set.ts';
import { entriesOf } from '../../../facts/entries.fixture.ts';
import { lookAt, type Sample } from '../look-at.fixture.ts';
import { lodashManifest } from './npm.fixture.ts';
import { npmInstalled } from './npm-installed.ts';

function manifest(content: object, path = 'app/node_modules/x/package.json'): Sample {
  return { path, content: JSON.stringify(content) };
}

describe('installed npm packages', () => {
  it('reads name, version and licence', () => {
    const { packages, inventories } = lookAt(npmInstalled, lodashManifest);
    expect(packages).toMatchObject([
      { type: 'npm', name: 'lodash', version: '4.17.21', licence: 'MIT', evidence: 'installed', scope: 'runtime' },
    ]);
    expect(inventories[0]).toMatchObject({ cataloger: 'npm-installed', path: lodashManifest.path, owned: [] });
  });

  it.each([
    'usr/lib/node_modules/npm/package.json',
    'usr/lib/node_modules/npm/node_modules/@npmcli/agent/package.json',
    'app/node_modules/.pnpm/lodash@4.17.21/node_modules/lodash/package.json',
    'node_modules/x/package.json',
    'app/node_modules/test/node_modules/x/package.json',
    'app/node_modules/@acme/fixtures/node_modules/x/package.json',
  ])('wants %s', (path) => {
    expect(lookAt(npmInstalled, manifest({ name: 'x', version: '1.0.0' }, path)).packages).toHaveLength(1);
  });

  it.each([
    'app/package.json',
    'app/node_modules/x/dist/esm/package.json',
    'app/node_modules/@scope/package.json/x',
    'app/node_modules/.cache/package.json',
    'app/my_node_modules/x/package.json',
    'app/node_modules/resolve/test/node_modules/x/package.json',
    'app/node_modules/resolve/test/resolver/without_basedir/node_modules/mymodule/package.json',
  ])('passes over %s, which is no installed package', (path) => {
    expect(lookAt(npmInstalled, manifest({ name: 'x', version: '1.0.0' }, path)).wanted).toBe(false);
  });

  it.each([
    `root/.local/share/pnpm/store/v10/files/0a/${'1b'.repeat(63)}`,
    'root/.bun/install/cache/x@1.0.0@@@1/package.json',
  ])('finds what is a hard link to %s where the link is, and only there', async (store) => {
    const content = JSON.stringify({ name: 'x', version: '1.0.0' });
    const link = (path: string) => ({ path, kind: 'hardlink' as const, target: store });
    const facts = await analyzeLayer(
      entriesOf([
        { path: store, content },
        { path: store.replace(/\w{8}$/, 'cccccccc'), content: '{"name": "broken", "version"' },
        link('usr/src/app/node_modules/x/package.json'),
        link('usr/src/app/node_modules/x/bower.json'),
      ]),
      { set: analyzerSet([npmInstalled]), signal: new AbortController().signal, diffId: undefined },
    );
    expect(facts.inventories.map(({ path, packages }) => [path, packages[0]?.name])).toEqual([
      ['usr/src/app/node_modules/x/package.json', 'x'],
    ]);
    expect(facts.problems).toEqual([]);
  });

  it('says nothing of a manifest without name or version', () => {
    const seen = lookAt(npmInstalled, manifest({ type: 'module' }));
    expect(seen.packages).toEqual([]);
    expect(seen.problems).toEqual([]);
  });

  it('names what it depends on once', () => {
    const content = { name: 'x', version: '1.0.0', dependencies: { a: '1', b: '1' }, optionalDependencies: { b: '1' } };
    expect(lookAt(npmInstalled, manifest(content)).packages[0]?.dependsOn).toEqual(['a', 'b']);
  });

  it.each([
    ['(MIT OR Apache-2.0)', 'MIT OR Apache-2.0'],
    [{ type: 'ISC' }, 'ISC'],
    ['SEE LICENSE IN LICENSE.md', undefined],
    ['BSD', undefined],
    [undefined, undefined],
  ])('takes the licence %j as %s', (license, expected) => {
    const { packages } = lookAt(npmInstalled, manifest({ name: 'x', version: '1.0.0', license }));
    expect(packages[0]?.licence).toBe(expected);
  });

  it('joins the list of licences npm had before', () => {
    const content = { name: 'x', version: '1.0.0', licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] };
    expect(lookAt(npmInstalled, manifest(content)).packages[0]?.licence).toBe('MIT OR Apache-2.0');
  });

  it('tells of a manifest that is no JSON, by its path', () => {
    const seen = lookAt(npmInstalled, { path: 'app/node_modules/x/package.json', content: '{"name": ' });
    expect(seen.problems).toMatchObject([{ code: 'INVENTORY_UNREADABLE', path: 'app/node_modules/x/package.json' }]);
    expect(seen.problems[0]?.message).toContain('app/node_modules/x/package.json');
  });
});
