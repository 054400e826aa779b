/** Gemfile.lock: https://bundler.io/guides/rationale.html */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { expectRead } from '../../unread-text.ts';
import { lines } from '../block-map.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';

const form = {
  known: /^(?:GEM|GIT|PATH|PLUGIN SOURCE|PLATFORMS|DEPENDENCIES|CHECKSUMS|RUBY VERSION|BUNDLED WITH)\s*$/,
};

export const gemfileLock = fileCataloger({
  id: 'gemfile-lock',
  version: '2',
  summary: 'Gemfile.lock or gems.locked',
  files: ['**/Gemfile.lock', '**/gems.locked'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'Gemfile.lock') || isLock(path, 'gems.locked'),
  read({ bytes }) {
    const packages: FoundPackage[] = [];
    let section = '';
    let dependsOn: string[] = [];
    const content = textOf(bytes);
    for (const line of lines(content)) {
      if (!line.startsWith(' ')) section = line;
      // PATH is the project's own; other sections name no versions.
      if (section !== 'GEM' && section !== 'GIT') continue;
      const [, indent, name, version] = /^( {4}| {6})(\S{1,200})(?: \(([^)]{1,200})\))?/.exec(line) ?? [];
      if (name === undefined) continue;
      if (indent?.length === 6) dependsOn.push(name.replace(/!$/, ''));
      else if (version !== undefined) {
        dependsOn = [];
        // `1.15.4-x86_64-linux`: a gem version has no hyphen, what follows one is the platform.
        packages.push(declared('gem', name, version.split('-', 1)[0], { dependsOn }));
      }
    }
    expectRead(packages, content, form);
    return unique(packages);
  },
});
