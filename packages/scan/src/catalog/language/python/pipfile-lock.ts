/** Pipfile.lock: https://pipenv.pypa.io */
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { fields, jsonOf, text } from '../json-value.ts';
import { pythonName } from './python-name.ts';

export const pipfileLock = fileCataloger({
  id: 'pipfile-lock',
  version: '1',
  summary: 'Pipfile.lock',
  files: ['**/Pipfile.lock'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'Pipfile.lock'),
  read({ bytes }) {
    const { _meta, ...sections } = fields(jsonOf(bytes));
    return unique(
      Object.entries(sections).flatMap(([section, packages]) =>
        Object.entries(fields(packages))
          // The project itself.
          .filter(([, entry]) => fields(entry).path === undefined && fields(entry).file === undefined)
          .map(([name, entry]) => {
            const version = text(fields(entry).version);
            return declared(
              'pypi',
              pythonName(name),
              version?.startsWith('==') ? version.replace(/^===?/, '') : undefined,
              {
                scope: section === 'develop' ? 'development' : 'runtime',
              },
            );
          }),
      ),
    );
  },
});
