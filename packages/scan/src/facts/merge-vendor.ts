/**
 * Which rpms the distribution did not make.
 *
 * An rpm names its vendor. The distribution's advisories are not held against the packages of another one (EPEL, Remi, NVIDIA), nor
 * against those that name none where the distribution's own do. Of a system whose vendors are not known here, nothing is said.
 */
import type { OperatingSystem } from '@plimsoll/core';
import type { FoundPackage } from './layer-facts.ts';
import type { PlacedPackage } from './merge-inventories.ts';

/** Vendor tags of the distributions' build systems. */
const vendors: Readonly<Record<string, RegExp>> = {
  rhel: /^red hat\b/i,
  centos: /^centos\b|^red hat\b/i,
  fedora: /^fedora project\b/i,
  almalinux: /^almalinux\b/i,
  rocky: /^rocky\b/i,
  ol: /^oracle america\b/i,
  amzn: /^amazon\b/i,
  sles: /^(?:open)?suse\b/i,
  sled: /^(?:open)?suse\b/i,
  'opensuse-leap': /^(?:open)?suse\b/i,
  'opensuse-tumbleweed': /^(?:open)?suse\b/i,
  photon: /^(?:vmware|broadcom)\b/i,
  azurelinux: /^microsoft\b/i,
  mariner: /^microsoft\b/i,
  openeuler: /openeuler/i,
  mageia: /^mageia/i,
};

export function strangersIn(
  placed: readonly PlacedPackage[],
  os: OperatingSystem | undefined,
): ReadonlySet<FoundPackage> {
  const own = os === undefined ? undefined : vendors[os.id];
  const strangers = new Set<FoundPackage>();
  if (own === undefined) return strangers;
  const rpms = placed.filter(({ found }) => found.type === 'rpm').map(({ found }) => found);
  const ownOnesSayIt = rpms.some(({ vendor }) => vendor !== undefined && own.test(vendor));
  for (const found of rpms) {
    if (found.vendor === undefined ? ownOnesSayIt : !own.test(found.vendor)) strangers.add(found);
  }
  return strangers;
}
