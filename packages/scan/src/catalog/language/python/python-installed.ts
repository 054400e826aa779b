/** Installed Python packages by their metadata: https://packaging.python.org/specifications/core-metadata */

import { lines } from '../block-map.ts';
import { isNamed } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { found } from '../found.ts';
import { textOf } from '../json-value.ts';
import { licenceText } from '../licence-text.ts';
import { classifierLicence } from './classifier-licence.ts';
import { pythonName, requiredName } from './python-name.ts';

export const pythonInstalled = fileCataloger({
  id: 'python-installed',
  version: '1',
  summary: 'metadata of an installed Python package',
  files: ['**/*.dist-info/METADATA', '**/*.egg-info/PKG-INFO', '**/*.egg-info', '**/EGG-INFO/PKG-INFO'],
  // The header is short, but a README follows it.
  most: 4 * megabyte,
  matches: (path) =>
    path.endsWith('.dist-info/METADATA') ||
    path.endsWith('.egg-info') ||
    path.endsWith('.egg-info/PKG-INFO') ||
    isNamed(path, 'EGG-INFO/PKG-INFO'),
  read({ bytes }) {
    const headers = headersOf(bytes);
    const name = headers.get('name')?.[0];
    if (name === undefined) throw new Error('it has no Name');
    const requires = (headers.get('requires-dist') ?? []).map(requiredName).filter((each) => each !== undefined);
    const licence =
      licenceText(headers.get('license-expression')?.[0]) ??
      licenceText(headers.get('license')?.[0]) ??
      classifierLicence(headers.get('classifier') ?? []);
    const dependsOn = [...new Set(requires)];
    return [found('pypi', pythonName(name), headers.get('version')?.[0], { licence, dependsOn })];
  },
});

/** Like those of a mail: up to the first empty line; folded lines are left out, none of ours is ever folded. */
function headersOf(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const line of lines(textOf(bytes))) {
    if (line === '') break;
    const colon = line.indexOf(':');
    if (colon <= 0 || line.startsWith(' ') || line.startsWith('\t')) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (value === '' || value === 'UNKNOWN') continue;
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return headers;
}
