/** npm packages that are installed, wherever their `node_modules` folder is; global ones too. */
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { found } from '../found.ts';
import { type Fields, fields, jsonOf, list, text } from '../json-value.ts';
import { anyOfLicences, licenceText } from '../licence-text.ts';
import { isInstalledManifest } from './npm-name.ts';

export const npmInstalled = fileCataloger({
  id: 'npm-installed',
  version: '1',
  summary: 'package.json of an installed npm package',
  files: ['**/node_modules/*/package.json', '**/node_modules/@*/*/package.json'],
  most: 4 * megabyte,
  matches: isInstalledManifest,
  read({ bytes }) {
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
  },
});

/** `license` as today, or one of the two forms npm had before: https://docs.npmjs.com/cli/configuring-npm/package-json#license */
export function licenceOf({ license, licenses }: Fields): string | undefined {
  if (license !== undefined) return licenceText(typeof license === 'object' ? fields(license).type : license);
  return anyOfLicences(list(licenses).map((each) => fields(each).type ?? each));
}
