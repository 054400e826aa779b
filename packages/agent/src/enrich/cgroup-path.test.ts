import { expect, it } from 'vitest';
import { containerIdsIn } from './cgroup-path.ts';

const id = '0123456789abcdef'.repeat(4);
const outer = 'f'.repeat(64);

it.each([
  ['Docker, cgroupfs', `/docker/${id}`],
  ['Docker, systemd', `/system.slice/docker-${id}.scope`],
  ['Podman, root', `/machine.slice/libpod-${id}.scope`],
  ['Podman, with its own sub-group', `/machine.slice/libpod-${id}.scope/container`],
  ['Podman, cgroupfs', `/libpod_parent/libpod-${id}`],
  ['CRI-O', `/kubepods.slice/kubepods-pod1.slice/crio-${id}.scope`],
  ['containerd', `/kubepods.slice/kubepods-burstable.slice/cri-containerd-${id}.scope`],
  ['kubelet, cgroupfs', `/kubepods/besteffort/pod0c5a/${id}`],
])('finds the container of %s', (_, path) => {
  expect(containerIdsIn(path)).toEqual([id]);
});

it('gives the innermost first', () => {
  expect(containerIdsIn(`/docker/${outer}/docker/${id}`)).toEqual([id, outer]);
});

it.each(['', '/', '/user.slice', `/machine.slice/libpod-conmon-${id}.scope`, `/x/${id}0`, `/x/${id.toUpperCase()}`])(
  'finds none in "%s"',
  (path) => {
    expect(containerIdsIn(path)).toEqual([]);
  },
);
