import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { goModFile } from './go.fixture.ts';
import { goMod } from './go-mod.ts';

it('reads what is required, with what replaces it; a folder has no version', () => {
  const { packages } = lookAt(goMod, goModFile);
  expect(brief(packages)).toEqual([
    'github.com/gin-gonic/gin v1.9.0',
    'golang.org/x/net v0.7.0',
    'gopkg.in/yaml.v2 v2.4.0',
    'example.org/local ?',
    'github.com/docker/docker v20.10.24+incompatible',
  ]);
  expect(packages[0]?.evidence).toBe('declared');
});

it("says nothing of the standard library's own", () => {
  const content = 'module std\n\ngo 1.22\n\nrequire golang.org/x/net v0.1.0\n';
  expect(lookAt(goMod, { ...goModFile, content }).packages).toEqual([]);
});

it.each([
  'usr/local/go/src/go.mod',
  'root/go/pkg/mod/golang.org/x/net@v0.7.0/go.mod',
  'src/x/testdata/go.mod',
  'src/vendor/x/go.mod',
])('leaves %s alone', (path) => {
  expect(lookAt(goMod, { ...goModFile, path }).wanted).toBe(false);
});
