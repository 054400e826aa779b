/** mix.lock: https://hexdocs.pm/mix/Mix.Tasks.Deps.html */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { expectRead } from '../../unread-text.ts';
import { lines } from '../block-map.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';

/** `"plug": {:hex, :plug, "1.15.3", "…hash", [:mix], [{:mime, "~> 1.0 or ~> 2.0", …}], "hexpm", "…hash"},` */
const entry = /^\s*"[^"]{1,200}": \{:hex, :"?([\w@.-]{1,200})"?, "([^"]{1,200})"/;
const dependency = /\{:"?(\w{1,200})"?, "[^"]{0,500}", \[/g;

/** Any entry; a lock of none is `%{}`. */
const form = { known: /"[^"]{1,200}": ?\{:/, neutral: /^\s*(?:#|%\{\s*\}?\s*$|\}\s*$)/ };

export const mixLock = fileCataloger({
  id: 'mix-lock',
  version: '2',
  summary: 'mix.lock',
  files: ['**/mix.lock'],
  most: 4 * megabyte,
  matches: (path) => isLock(path, 'mix.lock'),
  read({ bytes }) {
    const packages: FoundPackage[] = [];
    const content = textOf(bytes);
    for (const line of lines(content)) {
      const [head, name, version] = entry.exec(line) ?? [];
      if (head === undefined || name === undefined) continue;
      const dependsOn = [...line.slice(head.length).matchAll(dependency)].map(([, each = '']) => each);
      packages.push(declared('hex', name, version, { dependsOn }));
    }
    expectRead(packages, content, form);
    return unique(packages);
  },
});
