import { describe, expect, it } from 'vitest';
import { isBystander, isLock, isNamed } from './bystander.ts';

describe('bystanders', () => {
  it.each([
    'app/node_modules/x/yarn.lock',
    'usr/lib/python3.11/site-packages/x/poetry.lock',
    'usr/lib/python3/dist-packages/x/requirements.txt',
    'usr/local/go/src/cmd/go.mod',
    'usr/lib/go-1.22/src/go.mod',
    'root/go/pkg/mod/x@v1/go.mod',
    'root/.cargo/registry/src/x/Cargo.lock',
    'src/x/testdata/package-lock.json',
    'usr/share/doc/x/requirements.txt',
    'usr/lib/ruby/gems/3.2.0/gems/rack-2.2.3/Gemfile.lock',
    'opt/sdk/third_party/x/requirements.txt',
  ])('%s came along with something', (path) => {
    expect(isBystander(path)).toBe(true);
  });

  it.each([
    'app/yarn.lock',
    'Cargo.lock',
    'srv/gems/Gemfile.lock',
    'home/go/app/go.mod',
    'usr/src/app/package-lock.json',
  ])('%s is the image’s own', (path) => {
    expect(isBystander(path)).toBe(false);
  });

  it('compares whole names', () => {
    expect(isNamed('yarn.lock', 'yarn.lock')).toBe(true);
    expect(isNamed('a/yarn.lock', 'yarn.lock')).toBe(true);
    expect(isNamed('a/myyarn.lock', 'yarn.lock')).toBe(false);
    expect(isLock('node_modules/a/yarn.lock', 'yarn.lock')).toBe(false);
  });
});
