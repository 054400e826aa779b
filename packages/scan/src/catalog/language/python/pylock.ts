/** pylock.toml, PEP 751: https://packaging.python.org/specifications/pylock-toml */
import { fileName, isBystander } from '../bystander.ts';
import { fileCataloger, megabyte, mostToml } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { fields, list, text } from '../json-value.ts';
import { tomlOf } from '../toml-value.ts';
import { pythonName } from './python-name.ts';

export const pylock = fileCataloger({
  id: 'pylock',
  version: '1',
  summary: 'pylock.toml',
  files: ['**/pylock.toml', '**/pylock.*.toml'],
  most: 8 * megabyte,
  mostInLayer: mostToml,
  matches: (path) => path.endsWith('.toml') && /^pylock(?:\.[^.]+)?\.toml$/.test(fileName(path)) && !isBystander(path),
  read({ bytes }) {
    return unique(
      list(tomlOf(bytes).packages)
        .map(fields)
        .filter((each) => each.directory === undefined)
        .map((each) =>
          declared('pypi', pythonName(text(each.name) ?? ''), text(each.version), {
            dependsOn: list(each.dependencies)
              .map((dependency) => text(fields(dependency).name))
              .filter((name) => name !== undefined)
              .map(pythonName),
          }),
        ),
    );
  },
});
