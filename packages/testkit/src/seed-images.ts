/** The images of the seeded host: what the three workloads run, earlier tags of them, and some that only lie in a registry. */
import type { ScanReport } from '@plimsoll/core';
import { digestOf, type ImageInputs, imageReport } from './build-image.ts';
import {
  debianBase,
  debianVulnerable,
  departure,
  miner,
  nginx,
  nginxVulnerable,
  node,
  nodeVulnerable,
  secret,
} from './seed-contents.ts';

const hour = 3_600_000;
const day = 24 * hour;
const debian = { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' };
const alpine = { id: 'alpine', version: '3.20.3', name: 'Alpine Linux v3.20' };

/** What the engine calls an image; the same for the same name. */
export function engineIdOf(image: string): string {
  return digestOf(`engine ${image}`);
}

/** By reference; the first three are what the workloads run. */
export function seededImages(now: number): readonly ScanReport[] {
  const shop = 'registry.example/shop';
  const inputs: readonly ImageInputs[] = [
    {
      repository: 'docker.io/library/nginx',
      tag: '1.27',
      os: debian,
      packages: [...debianBase, ...nginx],
      vulnerable: [...debianVulnerable, ...nginxVulnerable],
      at: now - 2 * hour,
    },
    {
      repository: `${shop}/api`,
      tag: '2026.7',
      os: alpine,
      packages: node,
      vulnerable: nodeVulnerable,
      findings: [secret],
      user: 'node',
      at: now - 90 * 60_000,
      notes: ['Alpine tells only of what is fixed: what is open is not known'],
    },
    {
      repository: 'docker.io/library/postgres',
      tag: '18',
      os: debian,
      packages: debianBase,
      vulnerable: debianVulnerable.slice(3),
      user: 'postgres',
      at: now - 3 * hour,
    },
    {
      repository: `${shop}/api`,
      tag: '2026.6',
      os: alpine,
      packages: node.slice(0, -1),
      vulnerable: nodeVulnerable.slice(0, 4),
      user: 'node',
      at: now - 12 * day,
    },
    {
      repository: `${shop}/web`,
      tag: '4.1',
      os: debian,
      packages: [...debianBase, ...nginx.slice(0, 1)],
      vulnerable: debianVulnerable.slice(0, 6),
      user: 'nginx',
      at: now - 5 * day,
    },
    {
      repository: `${shop}/web`,
      tag: '4.2',
      os: debian,
      packages: [...debianBase, ...nginx],
      vulnerable: [...debianVulnerable, ...nginxVulnerable.slice(0, 2)],
      user: 'nginx',
      at: now - 1 * day,
    },
    {
      repository: `${shop}/import`,
      tag: 'latest',
      os: debian,
      packages: debianBase,
      vulnerable: debianVulnerable.slice(2, 9),
      findings: [miner, departure],
      at: now - 4 * hour,
    },
    {
      repository: `${shop}/reports`,
      tag: '0.9',
      os: debian,
      packages: debianBase.slice(0, 8),
      vulnerable: [],
      user: '65532',
      at: now - 6 * hour,
      complete: false,
    },
    ...Array.from(
      { length: 12 },
      (_, index): ImageInputs => ({
        repository: `${shop}/worker-${String.fromCharCode(97 + index)}`,
        tag: `1.${index}`,
        os: index % 3 === 0 ? alpine : debian,
        packages: index % 3 === 0 ? node.slice(0, 3 + index / 2) : debianBase.slice(0, 20 - index),
        vulnerable:
          index % 3 === 0
            ? []
            : debianVulnerable.filter(({ package: name }) =>
                debianBase.slice(0, 20 - index).some((one) => one.name === name),
              ),
        user: index % 2 === 0 ? '1000' : '',
        at: now - (index + 2) * day,
      }),
    ),
  ];
  return inputs.map(imageReport);
}

/** What the sensor saw of the seeded workloads' images. */
export const seededUse = {
  'docker/shop/web': [
    ['executed', '/usr/sbin/nginx', 'nginx'],
    ['loaded', '/lib/x86_64-linux-gnu/libc.so.6', 'libc6'],
    ['loaded', '/usr/lib/x86_64-linux-gnu/libssl.so.3', 'libssl3'],
    ['loaded', '/lib/x86_64-linux-gnu/libz.so.1.2.13', 'zlib1g'],
    ['executed', '/usr/bin/curl', 'curl'],
  ],
  'docker/shop/api': [
    ['loaded', '/lib/ld-musl-x86_64.so.1', 'musl'],
    ['loaded', '/app/node_modules/ws/package.json', 'ws'],
  ],
  'docker/shop/database': [['loaded', '/lib/x86_64-linux-gnu/libc.so.6', 'libc6']],
} as const;
