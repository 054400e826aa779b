/** composer.lock: https://getcomposer.org/doc/01-basic-usage.md */
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { unique } from '../found.ts';
import { fields, jsonOf, list } from '../json-value.ts';
import { composerPackage } from './composer-package.ts';

export const composerLock = fileCataloger({
  id: 'composer-lock',
  version: '1',
  summary: 'composer.lock',
  files: ['**/composer.lock'],
  most: 8 * megabyte,
  // Packages bring the lock they were developed with.
  matches: (path) => isLock(path, 'composer.lock') && !/(?:^|\/)vendor\/[^/]+\/[^/]+\//.test(path),
  read({ bytes }) {
    const lock = fields(jsonOf(bytes));
    return unique([
      ...list(lock.packages).flatMap((each) => composerPackage(each, { evidence: 'declared', scope: 'runtime' })),
      ...list(lock['packages-dev']).flatMap((each) =>
        composerPackage(each, { evidence: 'declared', scope: 'development' }),
      ),
    ]);
  },
});
