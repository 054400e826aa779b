/** Two versions of a small web service and what is known about them: enough to see every kind of finding. */
import { generateKeyPairSync } from 'node:crypto';
import { buildImage, debian, type Installed, npmLock } from './images.ts';
import type { Advisory, MirrorContent } from './mirror.ts';

export const scanner = { user: 'scanner', password: 's3cret' };

export const packages: readonly Installed[] = [
  { name: 'libssl3', version: '3.0.11-1~deb12u1', source: 'openssl', files: ['/usr/lib/libssl.so.3'] },
  // A rebuild of 5.2.15-2, which is the version with the fix.
  { name: 'bash', version: '5.2.15-2+b13', files: ['/usr/bin/bash'] },
  { name: 'perl-base', version: '5.36.0-7', source: 'perl', files: ['/usr/bin/perl'] },
  { name: 'zlib1g', version: '1:1.2.13.dfsg-1', source: 'zlib', files: ['/usr/lib/libz.so.1'] },
];

const high = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';
export const known: MirrorContent = {
  advisories: [
    {
      ...{ id: 'DEBIAN-CVE-2099-0001', cve: 'CVE-2099-0001', ecosystem: 'Debian', package: 'openssl', vector: high },
      ...{ fixed: '3.0.11-1~deb12u2', modified: '2026-01-05T00:00:00Z' },
    },
    {
      ...{ id: 'DEBIAN-CVE-2099-0002', cve: 'CVE-2099-0002', ecosystem: 'Debian', package: 'bash', vector: high },
      ...{ fixed: '5.2.15-2', modified: '2026-01-04T00:00:00Z' },
    },
    {
      ...{ id: 'DEBIAN-CVE-2099-0003', cve: 'CVE-2099-0003', ecosystem: 'Debian', package: 'perl' },
      modified: '2026-01-03T00:00:00Z',
    },
    {
      ...{ id: 'GHSA-2222-3333-4444', cve: 'CVE-2099-0004', ecosystem: 'npm', package: 'lodash', severity: 'CRITICAL' },
      ...{ fixed: '4.17.21', modified: '2026-01-05T00:00:00Z' },
    },
    {
      ...{ id: 'GHSA-5555-6666-7777', cve: 'CVE-2099-0005', ecosystem: 'npm', package: 'minimist', severity: 'HIGH' },
      ...{ fixed: '1.2.6', modified: '2026-01-04T00:00:00Z' },
    },
    { id: 'MAL-2099-1', ecosystem: 'npm', package: 'left-paad', modified: '2026-01-03T00:00:00Z' },
  ],
  exploited: ['CVE-2099-0001'],
  likely: { 'CVE-2099-0001': 0.42, 'CVE-2099-0004': 0.003 },
};

/** Nothing knows of it when the images are scanned first. */
export const news = {
  ...{ id: 'DEBIAN-CVE-2099-0009', cve: 'CVE-2099-0009', package: 'zlib', vector: high },
  ecosystem: 'Debian' as const,
  modified: '2026-02-01T00:00:00Z',
} satisfies Advisory & { cve: string };

/** A deploy key that a later instruction deletes, as if that helped. */
export const deployKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const base = { command: 'ADD rootfs.tar /', files: debian(packages) };
const key = { command: 'COPY deploy.pem /root/deploy.pem', files: { 'root/deploy.pem': deployKey } };
const tool = {
  command: 'RUN curl -o /usr/local/bin/tool',
  files: { 'usr/local/bin/tool': { copyOf: '/bin/busybox' } },
};

/** Runs as root; a secret in a layer; a static program that no package owns; a vulnerable, and a malicious library. */
export function firstVersion(layout: string): string {
  const lock = npmLock({ lodash: '4.17.4', 'left-paad': '1.0.0' });
  return buildImage(layout, {
    tag: 'v1',
    layers: [
      base,
      key,
      { command: 'RUN rm /root/deploy.pem', removes: '/root/deploy.pem' },
      tool,
      { command: 'COPY package-lock.json /app/', files: { 'app/package-lock.json': lock } },
    ],
  });
}

/** Another user, a newer OpenSSL, no key, no malware; and one vulnerable library more. */
export function secondVersion(layout: string): string {
  const fixed = packages.map((one) => (one.name === 'libssl3' ? { ...one, version: '3.0.11-1~deb12u2' } : one));
  const lock = npmLock({ lodash: '4.17.4', minimist: '0.0.8' });
  return buildImage(layout, {
    tag: 'v2',
    layers: [
      base,
      { command: 'RUN apt-get upgrade', files: { 'var/lib/dpkg/status': debian(fixed)['var/lib/dpkg/status'] ?? '' } },
      { command: 'COPY package-lock.json /app/', files: { 'app/package-lock.json': lock } },
    ],
    config: ['--config.user', '1000'],
  });
}
