import { expect, it } from 'vitest';
import { workloadOf } from './workload-name.ts';

const named = (image: string, labels: Record<string, string> = {}) => workloadOf({ image, labels, cluster: 'prod' });
const pod = (name: string) => ({
  'io.kubernetes.pod.namespace': 'shop',
  'io.kubernetes.pod.name': name,
  'io.kubernetes.container.name': 'web',
});

it.each([
  ['nginx', 'docker/nginx'],
  ['nginx:1.27', 'docker/nginx'],
  ['docker.io/library/nginx:1.27', 'docker/nginx'],
  ['docker.io/team/web', 'docker/team/web'],
  ['registry:5000/team/web', 'docker/registry:5000/team/web'],
  ['registry:5000/team/web:1@sha256:abc', 'docker/registry:5000/team/web'],
  [`sha256:${'0123456789abcdef'.repeat(4)}`, 'docker/0123456789ab'],
  ['', 'docker/unknown'],
])('calls %s by its image: %s', (image, workload) => {
  expect(named(image)).toBe(workload);
});

it.each([
  ['web-7d4b9c6f5d-x2x9z', 'prod/shop/web/web'],
  ['backup-28391230-x2x9z', 'prod/shop/backup/web'],
  ['fluentd-x2x9z', 'prod/shop/fluentd/web'],
  ['postgres-0', 'prod/shop/postgres/web'],
  ['one-off', 'prod/shop/one-off/web'],
])('calls the container of pod %s by its owner: %s', (name, workload) => {
  expect(named('nginx', pod(name))).toBe(workload);
});

it('calls a container of a Compose project by project and service', () => {
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };

  expect(named('shop-web', labels)).toBe('docker/shop/web');
});

it('lets a label decide, unless it is no name', () => {
  expect(named('nginx', { ...pod('web-0'), 'plimsoll.workload': ' team/front ' })).toBe('team/front');
  expect(named('nginx', { 'plimsoll.workload': 'a\nb' })).toBe('docker/nginx');
  expect(named('nginx', { 'plimsoll.workload': '/' })).toBe('docker/nginx');
});
