/** NAME.deps.json, which is published beside .NET assemblies: https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { found, unique } from '../found.ts';
import { type Fields, fields, jsonOf, text } from '../json-value.ts';

export const dotnetDeps = fileCataloger({
  id: 'dotnet-deps',
  version: '1',
  summary: 'deps.json of a published .NET application or framework',
  files: ['**/*.deps.json'],
  most: 8 * megabyte,
  matches: (path) => path.endsWith('.deps.json'),
  read({ bytes }) {
    const deps = fields(jsonOf(bytes));
    const target = targetOf(deps);
    const packages: FoundPackage[] = [];
    for (const [key, library] of Object.entries(fields(deps.libraries))) {
      const type = text(fields(library).type);
      const assets = fields(target[key]);
      // A package without files for this target is only named: the framework's own took its place, or it is a bundle of others.
      if (type === 'package' ? !hasAssets(assets) : type !== 'runtimepack') continue;
      const slash = key.indexOf('/');
      if (slash < 0) continue;
      const name = key.slice(0, slash).replace(/^runtimepack\./, '');
      packages.push(
        found('nuget', name, key.slice(slash + 1), { dependsOn: Object.keys(fields(assets.dependencies)) }),
      );
    }
    return unique(packages);
  },
});

function targetOf(deps: Fields): Fields {
  const targets = fields(deps.targets);
  const name = text(fields(deps.runtimeTarget).name);
  return fields(name !== undefined && Object.hasOwn(targets, name) ? targets[name] : Object.values(targets)[0]);
}

function hasAssets(assets: Fields): boolean {
  return ['runtime', 'native', 'runtimeTargets', 'resources'].some(
    (kind) => Object.keys(fields(assets[kind])).length > 0,
  );
}
