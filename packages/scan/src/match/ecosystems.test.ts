import { expect, it } from 'vitest';
import { system } from './advisories.fixture.ts';
import { osEcosystems } from './ecosystems.ts';

it.each([
  ['debian', '12', ['Debian:12']],
  ['debian', '', []],
  ['ubuntu', '22.04', ['Ubuntu:22.04:LTS']],
  ['ubuntu', '23.10', ['Ubuntu:23.10']],
  ['alpine', '3.20.3', ['Alpine:v3.20']],
  ['alpine', '3.21.0_alpha20240923', ['Alpine:edge']],
  ['wolfi', '20230201', ['Wolfi']],
  ['chainguard', '20230214', ['Chainguard', 'Wolfi']],
  ['almalinux', '8.9', ['AlmaLinux:8']],
  ['rocky', '9.4', ['Rocky Linux:9']],
  ['ol', '8.9', ['Oracle Linux:8']],
  ['amzn', '2023', ['Amazon Linux:2023']],
  ['azurelinux', '3.0', ['Azure Linux:3']],
  ['mariner', '2.0', ['Azure Linux:2']],
  ['photon', '5.0', ['Photon OS:5.0']],
  ['opensuse-leap', '15.6', ['openSUSE:Leap 15.6']],
  ['opensuse-tumbleweed', '20240901', ['openSUSE:Tumbleweed']],
  ['void', '', []],
])('%s %s has its advisories in %j', (id, version, ecosystems) => {
  expect(osEcosystems(system(id, version)).base).toEqual(ecosystems);
});

it("has Ubuntu's paid support apart, for long-term releases only", () => {
  expect(osEcosystems(system('ubuntu', '18.04')).subscription).toEqual(['Ubuntu:Pro:18.04:LTS']);
  expect(osEcosystems(system('ubuntu', '23.10')).subscription).toEqual([]);
});

it("has Red Hat's for RHEL and for what was built from its sources, but not for CentOS Stream", () => {
  expect(osEcosystems(system('rhel', '9.4')).base).toContain('Red Hat:enterprise_linux:9::baseos');
  expect(osEcosystems(system('centos', '7', { name: 'CentOS Linux' })).base).toContain(
    'Red Hat:enterprise_linux:7::server',
  );
  expect(osEcosystems(system('centos', '9', { name: 'CentOS Stream' })).base).toEqual([]);
});

it('has the names of SUSE and openEuler with their service packs', () => {
  expect(osEcosystems(system('sles', '15.5')).base).toContain('SUSE:Linux Enterprise Module for Basesystem 15 SP5');
  expect(osEcosystems(system('openEuler', '22.03', { name: 'openEuler 22.03 (LTS-SP3)' })).base).toEqual([
    'openEuler:22.03-LTS-SP3',
  ]);
});
