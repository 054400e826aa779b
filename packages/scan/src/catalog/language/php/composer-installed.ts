/** vendor/composer/installed.json, of Composer 1 (a list) and 2 (an object): https://getcomposer.org */

import { isNamed } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { unique } from '../found.ts';
import { fields, jsonOf, list, text, texts } from '../json-value.ts';
import { composerPackage } from './composer-package.ts';

export const composerInstalled = fileCataloger({
  id: 'composer-installed',
  version: '1',
  summary: 'what Composer installed',
  files: ['**/composer/installed.json'],
  most: 8 * megabyte,
  matches: (path) => isNamed(path, 'composer/installed.json'),
  read({ bytes }) {
    const installed = jsonOf(bytes);
    const packages = Array.isArray(installed) ? installed : list(fields(installed).packages);
    const development = new Set(texts(fields(installed)['dev-package-names']));
    return unique(
      packages.flatMap((each) =>
        composerPackage(each, {
          evidence: 'installed',
          scope: development.has(text(fields(each).name) ?? '') ? 'development' : 'runtime',
        }),
      ),
    );
  },
});
