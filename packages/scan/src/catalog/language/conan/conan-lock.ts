/** conan.lock of Conan 1 (a graph) and 2 (lists): https://docs.conan.io/2/tutorial/versioning/lockfiles.html */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { type Fields, fields, jsonOf, list, text, texts } from '../json-value.ts';
import { conanReference } from './conan-reference.ts';

export const conanLock = fileCataloger({
  id: 'conan-lock',
  version: '1',
  summary: 'conan.lock',
  files: ['**/conan.lock'],
  most: 8 * megabyte,
  matches: (path) => isLock(path, 'conan.lock'),
  read({ bytes }) {
    const lock = fields(jsonOf(bytes));
    return unique(lock.graph_lock === undefined ? fromLists(lock) : fromGraph(fields(fields(lock.graph_lock).nodes)));
  },
});

function fromLists(lock: Fields): readonly FoundPackage[] {
  return [
    ...list(lock.requires).flatMap((each) => reference(each, { scope: 'runtime' })),
    ...[...list(lock.build_requires), ...list(lock.python_requires)].flatMap((each) =>
      reference(each, { scope: 'development' }),
    ),
  ];
}

function fromGraph(nodes: Fields): readonly FoundPackage[] {
  const tools = new Set(Object.values(nodes).flatMap((node) => texts(fields(node).build_requires)));
  return Object.entries(nodes).flatMap(([id, node]) => {
    const { ref, requires, path } = fields(node);
    // The project's own recipe.
    if (path !== undefined) return [];
    const dependsOn = texts(requires).flatMap((next) => {
      const needed = conanReference(text(fields(nodes[next]).ref) ?? '');
      return needed === undefined ? [] : [needed.name];
    });
    return reference(ref, { scope: tools.has(id) ? 'development' : 'runtime', dependsOn });
  });
}

function reference(ref: unknown, more: Partial<Pick<FoundPackage, 'scope' | 'dependsOn'>>): readonly FoundPackage[] {
  const read = conanReference(text(ref) ?? '');
  return read === undefined ? [] : [declared('conan', read.name, read.version, more)];
}
