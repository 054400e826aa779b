/** conanfile.txt: https://docs.conan.io/2/reference/conanfile_txt.html */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { expectRead } from '../../unread-text.ts';
import { lines } from '../block-map.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';
import { conanReference } from './conan-reference.ts';

const form = { known: /^\s*\[\w+\]\s*$/ };

export const conanfile = fileCataloger({
  id: 'conanfile',
  version: '2',
  summary: 'conanfile.txt, exact versions only',
  files: ['**/conanfile.txt'],
  most: megabyte,
  matches: (path) => isLock(path, 'conanfile.txt'),
  read({ bytes }) {
    const packages: FoundPackage[] = [];
    let section = '';
    const content = textOf(bytes);
    for (const line of lines(content)) {
      if (/^\s*\[\w+\]\s*$/.test(line)) section = line.trim();
      const reference = conanReference(line);
      if (reference === undefined) continue;
      if (section === '[requires]') packages.push(declared('conan', reference.name, reference.version));
      else if (/^\[(?:tool|build|test)_requires\]$/.test(section))
        packages.push(declared('conan', reference.name, reference.version, { scope: 'development' }));
    }
    expectRead(packages, content, form);
    return unique(packages);
  },
});
