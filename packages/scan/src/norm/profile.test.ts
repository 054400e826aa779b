import type { EpochMs, Package } from '@plimsoll/core';
import { describe, expect, it } from 'vitest';
import { imageWith, programAt } from '../image.fixture.ts';
import { profileOf } from './profile.ts';

const image = imageWith(
  {
    user: '0:0',
    entrypoint: ['/bin/sh', '-c', 'exec /srv/app-1.2.3/bin/server --port 80'],
    env: ['PATH=/bin', 'LD_PRELOAD=/x.so'],
    exposedPorts: ['80/tcp'],
    labels: { 'org.opencontainers.image.source': 'https://git.example/shop/web' },
  },
  {
    reference: 'registry.example:5000/shop/web:1.4',
    repository: 'registry.example:5000/shop/web',
    createdAt: 1_700_000_000_000 as EpochMs,
    bytes: 1000,
    base: { name: 'ghcr.io/acme/base:3@sha256:00', digest: undefined, layers: 2, how: 'annotation' },
  },
);
const pack = (name: string, version: string) => ({ type: 'npm', name, version, evidence: 'installed' }) as Package;

describe('profileOf', () => {
  it('tells what an image looks like', () => {
    const profile = profileOf({
      image,
      contents: {
        os: {
          id: 'debian',
          idLike: [],
          version: '12',
          codename: undefined,
          name: 'Debian 12',
          endOfLifeAt: undefined,
          extendedSupportUntil: undefined,
        },
        packages: [pack('express', '4.19.2'), pack('left-pad', 'x')],
        executables: [
          programAt('usr/local/bin/xmr', { static: true, packer: 'upx' }),
          programAt('usr/bin/ping', { owner: 'p', capabilities: ['cap_net_raw+ep'] }),
        ],
      },
    });
    expect(profile.name).toBe('shop/web');
    expect(profile.items).toMatchObject({
      user: ['root'],
      start: ['/srv/app-#/bin/server'],
      registry: ['ghcr.io', 'source at git.example'],
      base: ['ghcr.io/acme/base'],
      os: ['debian'],
      'loader-setting': ['LD_PRELOAD'],
      environment: ['LD_PRELOAD', 'PATH'],
      language: ['npm'],
      'executable-trait': ['packed with upx', 'static'],
      capability: ['cap_net_raw'],
      folder: ['/usr/local/bin'],
      package: ['npm/express@4', 'npm/left-pad@?'],
    });
    expect(profile.places.cap_net_raw).toBe('/usr/bin/ping');
    expect(profile.places.static).toBe('/usr/local/bin/xmr');
    expect(profile.numbers['unowned-executables']).toBe(1);
  });

  it('stays small, and keeps the same sample of what is long', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => pack(`package-${index}`, '1.0.0'));
    const contents = {
      os: undefined,
      packages: many,
      executables: Array.from({ length: 5000 }, (_, index) =>
        programAt(`opt/tool${'x'.repeat(index % 50)}${String.fromCharCode(97 + (index % 26))}/bin`),
      ),
    };
    const profile = profileOf({ image, contents });
    expect(JSON.stringify(profile).length).toBeLessThan(400_000);
    const more = profileOf({
      image,
      contents: { ...contents, packages: [...many, pack('one-more', '1.0.0')].reverse() },
    });
    const known = new Set(profile.items.package);
    expect(more.items.package.filter((item) => !known.has(item)).length).toBeLessThanOrEqual(1);
    expect(profile.numbers.packages).toBe(20_000);
  });
});
