/** Cargo.lock: https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html */
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte, mostToml } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { fields, list, text, texts } from '../json-value.ts';
import { tomlOf } from '../toml-value.ts';

export const cargoLock = fileCataloger({
  id: 'cargo-lock',
  version: '1',
  summary: 'Cargo.lock',
  files: ['**/Cargo.lock'],
  most: 8 * megabyte,
  mostInLayer: mostToml,
  matches: (path) => isLock(path, 'Cargo.lock'),
  read({ bytes }) {
    return unique(
      list(tomlOf(bytes).package)
        .map(fields)
        // Without a source it is a member of the workspace, whose name says nothing about crates.io.
        .filter((each) => each.source !== undefined)
        .map((each) =>
          declared('cargo', text(each.name) ?? '', text(each.version), {
            // `name`, or `name version` where several versions are used
            dependsOn: [...new Set(texts(each.dependencies).map((name) => name.split(' ', 1)[0] as string))],
          }),
        ),
    );
  },
});
