/** poetry.lock: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock */
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte, mostToml } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { type Fields, fields, list, text, texts } from '../json-value.ts';
import { tomlOf } from '../toml-value.ts';
import { pythonName } from './python-name.ts';

export const poetryLock = fileCataloger({
  id: 'poetry-lock',
  version: '1',
  summary: 'poetry.lock',
  files: ['**/poetry.lock'],
  most: 8 * megabyte,
  mostInLayer: mostToml,
  matches: (path) => isLock(path, 'poetry.lock'),
  read({ bytes }) {
    const packages = list(tomlOf(bytes).package).map(fields);
    return unique(
      packages
        .filter((each) => fields(each.source).type !== 'directory' && fields(each.source).type !== 'file')
        .map((each) =>
          declared('pypi', pythonName(text(each.name) ?? ''), text(each.version), {
            scope: isForDevelopment(each) ? 'development' : 'runtime',
            dependsOn: Object.keys(fields(each.dependencies)).map(pythonName),
          }),
        ),
    );
  },
});

/** `category` up to Poetry 1.4, `groups` since 2.0; between them the lock does not say, and then it is runtime. */
function isForDevelopment({ category, groups }: Fields): boolean {
  if (typeof category === 'string') return category === 'dev';
  const names = texts(groups);
  return names.length > 0 && !names.includes('main');
}
