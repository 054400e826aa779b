/**
 * Operating systems that documents name as a platform by CPE: `cpe:/o:redhat:enterprise_linux:9`, `cpe:/o:suse:sles:15:sp5`,
 * `cpe:2.3:o:canonical:ubuntu_linux:22.04:*:…`. NIST IR 7695, section 6.
 */
import type { OperatingSystem } from '@plimsoll/core';

export interface CpeSystem {
  /** `ID` of os-release. */
  readonly id: string;
  /** undefined for a rolling release. */
  readonly version: string | undefined;
  /** Only this very release: `15` is no `15.5`. */
  readonly exact: boolean;
}

interface Product {
  readonly id: string;
  readonly exact?: true;
  readonly rolling?: true;
}

/** By vendor and product. What is left out (extended update streams, appliances) ships other builds than the system itself. */
const products: ReadonlyMap<string, Product> = new Map<string, Product>([
  ['redhat:enterprise_linux', { id: 'rhel' }],
  ['centos:centos', { id: 'centos' }],
  ['almalinux:almalinux', { id: 'almalinux' }],
  ['rocky:rocky', { id: 'rocky' }],
  ['oracle:linux', { id: 'ol' }],
  ['fedoraproject:fedora', { id: 'fedora' }],
  ['amazon:linux', { id: 'amzn' }],
  ['amazon:amazon_linux', { id: 'amzn' }],
  ['debian:debian_linux', { id: 'debian' }],
  ['canonical:ubuntu_linux', { id: 'ubuntu', exact: true }],
  ['alpinelinux:alpine_linux', { id: 'alpine' }],
  ['opensuse:leap', { id: 'opensuse-leap', exact: true }],
  ['opensuse:tumbleweed', { id: 'opensuse-tumbleweed', rolling: true }],
  ['suse:sles', { id: 'sles', exact: true }],
  ['suse:linux_enterprise_server', { id: 'sles', exact: true }],
  ['suse:sled', { id: 'sled', exact: true }],
  ['suse:sle_hpc', { id: 'sle_hpc', exact: true }],
  // What every product of SUSE has is in modules of its own.
  ...['basesystem', 'server-applications', 'development-tools', 'python3', 'web-scripting'].map(
    (module) => [`suse:sle-module-${module}`, { id: 'sles', exact: true }] as const,
  ),
  ['microsoft:cbl-mariner', { id: 'mariner' }],
  ['microsoft:azure_linux', { id: 'azurelinux' }],
  ['vmware:photon_os', { id: 'photon' }],
  ['mageia:mageia', { id: 'mageia' }],
]);

/** undefined for what is no system a rule here knows: then nobody can decide whether an image is that platform. */
export function systemOfCpe(cpe: string): CpeSystem | undefined {
  const [part, vendor, name, release = '', update = '', ...rest] = cpe
    .replace(/^cpe:(?:2\.3:|\/)/i, '')
    .replaceAll('\\', '')
    .toLowerCase()
    .split(':');
  const product = part === 'o' || part === 'a' ? products.get(`${vendor}:${name}`) : undefined;
  // The URI form packs what came later into the edition: `~~esm~~~`.
  const more = [update, ...rest].flatMap((each) => each.split('~'));
  // Support that is paid for has packages of its own.
  if (product === undefined || more.some((each) => /^(?:esm|ltss|espos|lts-extended)$/.test(each))) return undefined;
  if (product.rolling === true) return { id: product.id, version: undefined, exact: false };
  if (!/^\d[\w.]*$/.test(release)) return undefined;
  const pack = /^sp(\d{1,2})$/.exec(update)?.[1];
  const plain = release.replace(/^(\d+)\.0$/, product.id === 'debian' ? '$1' : '$&');
  return { id: product.id, version: pack === undefined ? plain : `${plain}.${pack}`, exact: product.exact === true };
}

/** `9` holds 9.4, unless only the very release counts. */
export function isSystem({ id, version, exact }: CpeSystem, os: OperatingSystem): boolean {
  if (os.id !== id) return false;
  if (version === undefined || os.version === version) return true;
  return !exact && os.version.startsWith(`${version}.`);
}
