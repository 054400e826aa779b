/** gradle.lockfile: https://docs.gradle.org/current/userguide/dependency_locking.html */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { expectRead } from '../../unread-text.ts';
import { lines } from '../block-map.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';

/** Configurations that hold nothing are named there. */
const form = { known: /^empty=/ };

export const gradleLock = fileCataloger({
  id: 'gradle-lock',
  version: '2',
  summary: 'gradle.lockfile',
  files: ['**/gradle.lockfile'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'gradle.lockfile'),
  read({ bytes }) {
    const packages: FoundPackage[] = [];
    const content = textOf(bytes);
    for (const line of lines(content)) {
      if (line.startsWith('#')) continue;
      // group:artifact:version=configuration,configuration
      const [coordinates = '', configurations = ''] = line.split('=', 2);
      const [group, artifact, version] = coordinates.split(':');
      if (!group || !artifact || !version) continue;
      const names = configurations.split(',');
      const scope = names.every((name) => /^test|Test|annotationProcessor$/.test(name)) ? 'development' : 'runtime';
      packages.push(declared('maven', `${group}:${artifact}`, version, { scope }));
    }
    expectRead(packages, content, form);
    return unique(packages);
  },
});
