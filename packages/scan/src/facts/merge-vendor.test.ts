import { describe, expect, it } from 'vitest';
import { found, inventory, merged, release } from './layers.fixture.ts';

const rpm = (name: string, vendor?: string) =>
  found(name, '1-1', { type: 'rpm', ...(vendor === undefined ? {} : { vendor }) });
const strangers = (id: string, ...packages: readonly ReturnType<typeof rpm>[]): readonly string[] =>
  merged([
    {
      releases: [release({ ID: id, VERSION_ID: '8' })],
      inventories: [inventory('rpm', 'var/lib/rpm/Packages', ...packages)],
    },
  ])
    .packages.filter(({ thirdParty }) => thirdParty)
    .map(({ name }) => name);

describe('rpms of strangers', () => {
  it.each([
    ['rhel', 'Red Hat, Inc.', 'Fedora Project'],
    ['centos', 'CentOS', 'Remi Collet'],
    ['almalinux', 'AlmaLinux', 'Fedora Project'],
    ['rocky', 'Rocky Enterprise Software Foundation', 'AlmaLinux'],
    ['ol', 'Oracle America', 'Oracle and/or its affiliates'],
    ['amzn', 'Amazon Linux', 'Docker'],
    ['fedora', 'Fedora Project', 'RPM Fusion'],
    ['sles', 'SUSE LLC <https://www.suse.com/>', 'obs://build.opensuse.org/home:x'],
    ['opensuse-leap', 'openSUSE', 'Packman'],
    ['azurelinux', 'Microsoft Corporation', 'NVIDIA'],
    ['photon', 'VMware, Inc.', 'x'],
  ])('on %s are those %s did not make', (id, own, other) => {
    expect(strangers(id, rpm('a', own), rpm('b', other), rpm('c'))).toEqual(['b', 'c']);
  });

  it('are not told where nobody says a vendor, nor on a system that is not known', () => {
    expect(strangers('rhel', rpm('a'), rpm('b'))).toEqual([]);
    expect(strangers('something', rpm('a', 'Red Hat, Inc.'), rpm('b', 'x'))).toEqual([]);
  });
});
