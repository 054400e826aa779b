import { expect, it } from 'vitest';
import { system } from '../match/advisories.fixture.ts';
import { isSystem, systemOfCpe } from './cpe-system.ts';

function is(cpe: string, id: string, version: string): boolean | undefined {
  const found = systemOfCpe(cpe);
  return found === undefined ? undefined : isSystem(found, system(id, version));
}

it.each([
  ['cpe:/o:redhat:enterprise_linux:9', 'rhel', '9.4', true],
  ['cpe:/a:redhat:enterprise_linux:9::appstream', 'rhel', '9.4', true],
  ['cpe:/o:redhat:enterprise_linux:9.2', 'rhel', '9.4', false],
  ['cpe:/o:redhat:enterprise_linux:8', 'rhel', '9.4', false],
  ['cpe:/o:suse:sles:15:sp5', 'sles', '15.5', true],
  ['cpe:/o:suse:sles:15:sp5', 'sles', '15.6', false],
  ['cpe:/o:suse:sles:15', 'sles', '15.5', false],
  ['cpe:/o:suse:sles:15', 'sles', '15', true],
  ['cpe:/o:suse:sle-module-basesystem:15:sp6', 'sles', '15.6', true],
  ['cpe:/o:opensuse:leap:15.6', 'opensuse-leap', '15.6', true],
  ['cpe:/o:opensuse:leap:15.6', 'sles', '15.6', false],
  ['cpe:/o:opensuse:tumbleweed', 'opensuse-tumbleweed', '20260101', true],
  ['cpe:2.3:o:canonical:ubuntu_linux:22.04:*:*:*:lts:*:*:*', 'ubuntu', '22.04', true],
  ['cpe:/o:canonical:ubuntu_linux:22.04::~~lts~~~', 'ubuntu', '22.04', true],
  ['cpe:2.3:o:debian:debian_linux:12.0:*:*:*:*:*:*:*', 'debian', '12', true],
  ['cpe:2.3:o:alpinelinux:alpine_linux:3.20:*:*:*:*:*:*:*', 'alpine', '3.20.3', true],
  ['cpe:/o:oracle:linux:9', 'ol', '9.4', true],
  ['cpe:2.3:o:amazon:amazon_linux:2023', 'amzn', '2023', true],
  ['cpe:2.3:o:microsoft:cbl\\-mariner:2.0:*:*:*:*:*:*:*', 'mariner', '2.0', true],
])('%s is %s %s: %s', (cpe, id, version, expected) => {
  expect(is(cpe, id, version)).toBe(expected);
});

it.each([
  'cpe:/a:openssl:openssl:3.0.1',
  'cpe:/o:suse:sles-ltss:15:sp4',
  'cpe:/o:suse:sles:15:sp4:ltss',
  'cpe:/o:redhat:rhel_eus:9.2',
  'cpe:2.3:o:canonical:ubuntu_linux:16.04:*:*:*:esm:*:*:*',
  'cpe:/o:canonical:ubuntu_linux:16.04::~~esm~~~',
  'cpe:/o:redhat:enterprise_linux',
  'cpe:/o:redhat:enterprise_linux:-',
  'cpe:/o:vendor:constructor:1',
  'cpe:/',
  '',
])('nobody can decide what %s is', (cpe) => {
  expect(systemOfCpe(cpe)).toBeUndefined();
});
