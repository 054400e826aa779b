/**
 * npm packages that are installed, wherever their `node_modules` folder is; global ones too.
 *
 * in     `package.json` of each; and what pnpm and bun keep such files as, which node_modules then has hard links to
 * out    one package a manifest
 * holds  what lies in a store and nowhere else is not installed
 */
import type { FactSink, LayerPass } from '../../../facts/analyzer.ts';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import type { LayerEntry } from '../../../source/source.ts';
import type { Cataloger } from '../../cataloger.ts';
import { withinBounds } from '../bounds.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { found } from '../found.ts';
import { type Fields, fields, jsonOf, list, text } from '../json-value.ts';
import { anyOfLicences, licenceText } from '../licence-text.ts';
import { isInstalledManifest, isStored } from './npm-name.ts';

const manifests = fileCataloger({
  id: 'npm-installed',
  version: '2',
  summary: 'package.json of an installed npm package',
  files: ['**/node_modules/*/package.json', '**/node_modules/@*/*/package.json'],
  most: 4 * megabyte,
  matches: isInstalledManifest,
  read: ({ bytes }) => packagesIn(bytes),
});

/** A manifest is seldom larger; a store's other files are passed over by this. */
const largestStored = 256 * 1024;
const mostStored = 100_000;

export const npmInstalled: Cataloger = {
  ...manifests,
  open(sink) {
    const pass = manifests.open(sink);
    const stored = new Map<string, readonly FoundPackage[]>();
    return {
      ...pass,
      wants(entry) {
        if (entry.target !== undefined) return linked(pass, { entry, stored, sink });
        if (entry.kind === 'file' && isStored(entry.path) && entry.bytes <= largestStored) return entry.bytes;
        return pass.wants(entry);
      },
      look(file) {
        const { path } = file.entry;
        if (!isStored(path)) return pass.look(file);
        const packages = stored.size < mostStored ? packagesInStored(file.bytes) : [];
        if (packages.length > 0) stored.set(path, packages);
      },
    };
  },
};

interface Linked {
  readonly entry: LayerEntry;
  readonly stored: ReadonlyMap<string, readonly FoundPackage[]>;
  readonly sink: FactSink;
}

/** What its first name held, it holds; an inventory of the first name is found under this one by the merge. */
function linked(pass: LayerPass, { entry, stored, sink }: Linked): number {
  const { path, target = '' } = entry;
  const packages = isInstalledManifest(path) ? stored.get(target) : undefined;
  if (packages === undefined) return pass.wants(entry);
  sink.inventory({ cataloger: manifests.id, path, packages, owned: [] });
  return 0;
}

/** A store has files of every kind, and does not say which is which. */
function packagesInStored(bytes: Uint8Array): readonly FoundPackage[] {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (content[0] !== 0x7b || !content.includes('"name"') || !content.includes('"version"')) return [];
  try {
    return withinBounds(packagesIn(bytes), () => {});
  } catch {
    // Some other file that begins like JSON.
    return [];
  }
}

function packagesIn(bytes: Uint8Array): readonly FoundPackage[] {
  const manifest = fields(jsonOf(bytes));
  const name = text(manifest.name);
  const version = text(manifest.version);
  // A folder with neither is a part of a package (`{"type": "module"}`), not one of its own.
  if (name === undefined || version === undefined) return [];
  const dependsOn = [
    ...Object.keys(fields(manifest.dependencies)),
    ...Object.keys(fields(manifest.optionalDependencies)),
  ];
  return [found('npm', name, version, { licence: licenceOf(manifest), dependsOn: [...new Set(dependsOn)] })];
}

/** `license` as today, or one of the two forms npm had before: https://docs.npmjs.com/cli/configuring-npm/package-json#license */
export function licenceOf({ license, licenses }: Fields): string | undefined {
  if (license !== undefined) return licenceText(typeof license === 'object' ? fields(license).type : license);
  return anyOfLicences(list(licenses).map((each) => fields(each).type ?? each));
}
