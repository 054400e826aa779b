/** packages.lock.json: https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files */
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { fields, jsonOf, text } from '../json-value.ts';

export const nugetLock = fileCataloger({
  id: 'nuget-lock',
  version: '1',
  summary: 'packages.lock.json',
  files: ['**/packages.lock.json'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'packages.lock.json'),
  read({ bytes }) {
    const frameworks = Object.values(fields(fields(jsonOf(bytes)).dependencies)).map(fields);
    return unique(
      frameworks.flatMap((framework) =>
        Object.entries(framework)
          .filter(([, entry]) => fields(entry).type !== 'Project')
          .map(([name, entry]) =>
            declared('nuget', name, text(fields(entry).resolved), {
              dependsOn: Object.keys(fields(fields(entry).dependencies)),
            }),
          ),
      ),
    );
  },
});
