import { expect, it } from 'vitest';
import { parseTarget } from './target.ts';

const there = new Set(['lay', 'a:b', 'file.tar', 'debian.tar']);
const parsed = (text: string) => parseTarget(text, async (path) => there.has(path));

it.each([
  ['debian:12', { kind: 'registry', reference: 'debian:12' }],
  ['registry.example/a', { kind: 'registry', reference: 'registry.example/a' }],
  ['docker:web:1', { kind: 'docker', name: 'web:1' }],
  ['podman:web', { kind: 'podman', name: 'web' }],
  ['containerd:k8s.io/web:1', { kind: 'containerd', name: 'k8s.io/web:1' }],
  ['oci:lay', { kind: 'oci', path: 'lay', name: undefined }],
  ['oci:lay:tag', { kind: 'oci', path: 'lay', name: 'tag' }],
  ['oci:a:b:tag', { kind: 'oci', path: 'a:b', name: 'tag' }],
  ['oci:lay:shop/web:1', { kind: 'oci', path: 'lay', name: 'shop/web:1' }],
  ['oci:lay@sha256:ab', { kind: 'oci', path: 'lay', name: 'sha256:ab' }],
  ['oci-archive:none:tag', { kind: 'oci-archive', path: 'none:tag', name: undefined }],
  ['docker-archive:file.tar:a:1', { kind: 'docker-archive', path: 'file.tar', name: 'a:1' }],
  ['dir:/srv', { kind: 'dir', path: '/srv' }],
  ['sbom:a.json', { kind: 'sbom', path: 'a.json' }],
  ['debian.tar', { kind: 'path', path: 'debian.tar' }],
  ['./nothing', { kind: 'path', path: './nothing' }],
  ['/srv', { kind: 'path', path: '/srv' }],
])('%s', async (text, target) => {
  expect(await parsed(text)).toEqual(target);
});

it('tells how to name an image in a path that is there', async () => {
  const exists = async (path: string) => path === './lay';
  await expect(parseTarget('./lay:tag', exists)).rejects.toMatchObject({
    code: 'REFERENCE_INVALID',
    hint: expect.stringContaining('oci:./lay:tag'),
  });
});

it.each(['docker:', 'oci:', 'dir:'])('%s names nothing', async (text) => {
  await expect(parsed(text)).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
});
