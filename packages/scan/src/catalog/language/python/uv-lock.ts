/** uv.lock: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile */
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte, mostToml } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { type Fields, fields, list, text } from '../json-value.ts';
import { developmentOnly } from '../reach.ts';
import { tomlOf } from '../toml-value.ts';
import { pythonName } from './python-name.ts';

export const uvLock = fileCataloger({
  id: 'uv-lock',
  version: '1',
  summary: 'uv.lock',
  files: ['**/uv.lock'],
  most: 8 * megabyte,
  mostInLayer: mostToml,
  matches: (path) => isLock(path, 'uv.lock'),
  read({ bytes }) {
    const packages = list(tomlOf(bytes).package).map(fields);
    const own = packages.filter(isOwn);
    const byName = new Map<string, string[]>();
    for (const each of packages) {
      const name = pythonName(text(each.name) ?? '');
      const needed = byName.get(name) ?? [];
      for (const next of [...namesIn(each.dependencies), ...groupsIn(each['optional-dependencies'])]) needed.push(next);
      byName.set(name, needed);
    }
    const development = developmentOnly({
      runtime: own.flatMap((each) => [...namesIn(each.dependencies), ...groupsIn(each['optional-dependencies'])]),
      development: own.flatMap((each) => groupsIn(each['dev-dependencies'])),
      next: (name) => byName.get(name) ?? [],
    });
    return unique(
      packages
        .filter((each) => !isOwn(each))
        .map((each) => {
          const name = pythonName(text(each.name) ?? '');
          return declared('pypi', name, text(each.version), {
            scope: development.has(name) ? 'development' : 'runtime',
            dependsOn: [...new Set(namesIn(each.dependencies))],
          });
        }),
    );
  },
});

/** The project and its workspace's members. */
function isOwn({ source }: Fields): boolean {
  const { virtual, editable, directory } = fields(source);
  return virtual !== undefined || editable !== undefined || directory !== undefined;
}

function namesIn(dependencies: unknown): readonly string[] {
  return list(dependencies)
    .map((each) => text(fields(each).name))
    .filter((each) => each !== undefined)
    .map(pythonName);
}

function groupsIn(groups: unknown): readonly string[] {
  return Object.values(fields(groups)).flatMap(namesIn);
}
