/** pubspec.lock: https://dart.dev/tools/pub/glossary#lockfile */
import { expectRead } from '../../unread-text.ts';
import { mapAt, readBlockMap, scalarAt } from '../block-map.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';

const form = { known: /^(?:packages|sdks):/ };

export const pubspecLock = fileCataloger({
  id: 'pubspec-lock',
  version: '2',
  summary: 'pubspec.lock',
  files: ['**/pubspec.lock'],
  most: 4 * megabyte,
  matches: (path) => isLock(path, 'pubspec.lock'),
  read({ bytes }) {
    const content = textOf(bytes);
    const packages = [...mapAt(readBlockMap(content), 'packages')];
    expectRead(packages, content, form);
    return unique(
      packages.flatMap(([name, entry]) => {
        if (!(entry instanceof Map)) return [];
        const source = scalarAt(entry, 'source');
        // Of the project, or of the SDK, which has no versions of its own there.
        if (source === 'path' || source === 'sdk') return [];
        const scope = scalarAt(entry, 'dependency') === 'direct dev' ? 'development' : 'runtime';
        return [declared('pub', name, scalarAt(entry, 'version'), { scope })];
      }),
    );
  },
});
