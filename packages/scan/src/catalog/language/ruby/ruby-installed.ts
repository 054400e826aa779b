/** Installed gems by the specification RubyGems writes for each: https://guides.rubygems.org/specification-reference */

import { lines } from '../block-map.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { found } from '../found.ts';
import { textOf } from '../json-value.ts';
import { anyOfLicences } from '../licence-text.ts';

export const rubyInstalled = fileCataloger({
  id: 'ruby-installed',
  version: '1',
  summary: 'specification of an installed gem',
  files: ['**/specifications/*.gemspec', '**/specifications/default/*.gemspec'],
  most: megabyte,
  // A .gemspec elsewhere is a gem's source and may be any program.
  matches: (path) => path.endsWith('.gemspec') && /\/specifications\/(?:default\/)?[^/]+$/.test(path),
  read({ bytes }) {
    let name: string | undefined;
    let version: string | undefined;
    let licence: string | undefined;
    const dependsOn = new Set<string>();
    // RubyGems writes one statement a line.
    for (const line of lines(textOf(bytes))) {
      const [, attribute, value = ''] = statement.exec(line.slice(0, 2000)) ?? [];
      if (attribute === 'name') name = quoted(value)[0];
      else if (attribute === 'version') version = quoted(value)[0];
      else if (attribute === 'license' || attribute === 'licenses') licence = anyOfLicences(quoted(value));
      else {
        const needed = dependency.exec(line.slice(0, 2000));
        if (needed !== null) dependsOn.add(needed[1] ?? needed[2] ?? '');
      }
    }
    if (name === undefined) throw new Error('it has no name');
    return [found('gem', name, version, { licence, dependsOn: [...dependsOn] })];
  },
});

const statement = /^ {0,8}\w{1,40}\.(name|version|licenses?) {0,9}= {0,9}(\S.*)$/;
/** `s.add_runtime_dependency(%q<rack>.freeze, ["~> 2.0"])`; `add_dependency` is the same. */
const dependency = /\.add_(?:runtime_)?dependency(?:\(| {1,9}\(?)(?:%q<([^>]{1,200})>|["']([^"']{1,200})["'])/;

/** What stands in quotes: `Gem::Version.new("1.0".freeze)` → `1.0`. */
function quoted(value: string): readonly string[] {
  return [...value.matchAll(/["']([^"']{1,200})["']/g)].map(([, each = '']) => each);
}
