/** The whole match over packages and advisories in memory, for an image of two layers. */
import type { Digest, Image, OperatingSystem, Package, VulnerabilityFinding } from '@plimsoll/core';
import type { Advisory, AdvisoryDatabase } from '../advisory/advisory.ts';
import { fakeAdvisories, installed, system } from './advisories.fixture.ts';
import { matchPackages } from './match-packages.ts';

export const now = Date.parse('2026-06-01');
export const debian = system('debian', '12', { name: 'Debian GNU/Linux 12 (bookworm)' });
export const layer = `sha256:${'a'.repeat(64)}` as Digest;
const image: Pick<Image, 'base' | 'os' | 'layers'> = {
  base: { name: 'docker.io/library/debian:12', digest: undefined, layers: 1, how: 'history' },
  os: debian,
  layers: [0, 1].map((index) => ({
    index,
    diffId: index === 1 ? layer : (`sha256:${'b'.repeat(64)}` as Digest),
    digest: undefined,
    bytes: 1,
    command: index === 1 ? 'RUN apt-get install -y openssl' : 'ADD rootfs.tar /',
    origin: index === 0 ? 'base' : 'app',
  })),
};

export function match(
  packages: readonly Package[],
  database: AdvisoryDatabase | readonly Advisory[],
  os?: OperatingSystem,
) {
  const held = 'covers' in database ? database : fakeAdvisories(database);
  const { findings, notes, unjudged } = matchPackages({ image, contents: { os, packages }, database: held, now });
  const vulnerabilities = findings.filter((each): each is VulnerabilityFinding => each.kind === 'vulnerability');
  return { findings, notes, unjudged, vulnerabilities, ids: vulnerabilities.map(({ id }) => id) };
}

export const openssl = installed('deb', 'openssl', '3.0.11-1~deb12u1', {
  source: { name: 'openssl', version: '3.0.11-1~deb12u1' },
  layer,
  origin: 'app',
});
