import { isOsPackage, type Package } from '@plimsoll/core';
import { debianReleases } from '../advisory/record/debian-releases.ts';
import { parsePurl } from './purl.ts';

/** Some tools name the release by its codename where os-release has a number. */
const codenames: ReadonlyMap<string, string> = new Map([
  ...debianReleases,
  ['trusty', '14.04'],
  ['xenial', '16.04'],
  ['bionic', '18.04'],
  ['focal', '20.04'],
  ['jammy', '22.04'],
  ['noble', '24.04'],
  ['plucky', '25.04'],
  ['questing', '25.10'],
]);

/** The operating system most system packages say they are of: `distro=debian-12` or `distro=bookworm` in their URLs. */
export function osOfPurls(packages: Iterable<Package>): { readonly id: string; readonly version: string } | undefined {
  const votes = new Map<string, number>();
  for (const item of packages) {
    if (!isOsPackage(item.type)) continue;
    const purl = parsePurl(item.purl);
    const os = purl === undefined ? undefined : osOf(purl.namespace, purl.qualifiers.distro);
    if (os !== undefined) votes.set(os, (votes.get(os) ?? 0) + 1);
  }
  const [winner] = [...votes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (winner === undefined) return undefined;
  const [id = '', version = ''] = winner[0].split('\0');
  return { id, version };
}

function osOf(namespace: string | undefined, distro: string | undefined): string | undefined {
  if (distro === undefined || distro === '') return undefined;
  const numbered = /^([a-z][a-z0-9_.-]*?)-v?(\d[\w.+~-]*)$/i.exec(distro);
  if (numbered !== null) return `${numbered[1]?.toLowerCase()}\0${numbered[2]}`;
  if (namespace === undefined || namespace === '') return undefined;
  const version = codenames.get(distro) ?? (/^\d/.test(distro) ? distro : undefined);
  return version === undefined ? undefined : `${namespace.toLowerCase()}\0${version}`;
}
