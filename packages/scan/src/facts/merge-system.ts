/** Which operating system an image is, once the layers lie upon each other. */
import type { OperatingSystem } from '@plimsoll/core';
import { supportOf } from '../catalog/os/end-of-life.ts';
import type { LayerFacts, ReleaseFields } from './layer-facts.ts';
import { type LayerStack, parentOf } from './merge-visibility.ts';

/** In the order of os-release(5), then what older systems have; a family's own file before the one it shares. */
const order = [
  'etc/os-release',
  'usr/lib/os-release',
  'usr/share/os-release',
  'etc/oracle-release',
  'etc/fedora-release',
  'etc/centos-release',
  'etc/redhat-release',
  'etc/system-release',
  'etc/alpine-release',
  'etc/debian_version',
] as const;
const mostLinks = 8;

export function systemOf(layers: readonly LayerFacts[], stack: LayerStack): OperatingSystem | undefined {
  const releases = new Map<string, ReleaseFields>();
  const links = new Map<string, string>();
  layers.forEach((facts, layer) => {
    for (const { path, release } of facts.releases) if (stack.visible(path, layer)) releases.set(path, release);
    for (const { path, target, hard } of facts.links) {
      if (stack.visible(path, layer)) links.set(path, hard ? target : resolved(path, target));
    }
  });
  function releaseAt(path: string): ReleaseFields | undefined {
    let at: string | undefined = path;
    for (let hops = 0; at !== undefined && hops < mostLinks; hops++) {
      const release = releases.get(at);
      if (release !== undefined) return release;
      at = links.get(at);
    }
    return undefined;
  }
  for (const path of order) {
    const fields = releaseAt(path);
    const id = fields?.ID?.toLowerCase();
    if (fields !== undefined && id !== undefined && id !== '')
      return describe(id, { fields, debianVersion: releaseAt('etc/debian_version') });
  }
  return undefined;
}

interface Told {
  readonly fields: ReleaseFields;
  readonly debianVersion: ReleaseFields | undefined;
}

function describe(id: string, { fields, debianVersion }: Told): OperatingSystem {
  const version = versionOf(id, fields);
  // Debian in the making has no number in os-release, and its codename only in the file that is older than it.
  const codename =
    fields.VERSION_CODENAME ??
    fields.UBUNTU_CODENAME ??
    (id === 'debian' ? debianVersion?.VERSION_CODENAME : undefined);
  const name = fields.PRETTY_NAME ?? [fields.NAME ?? id, version].join(' ').trim();
  const { endOfLifeAt, extendedSupportUntil } = supportOf({ id, version, name });
  return {
    id,
    idLike: (fields.ID_LIKE ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter((each) => each !== ''),
    version,
    codename: codename === undefined || codename === '' ? undefined : codename,
    name,
    endOfLifeAt,
    extendedSupportUntil,
  };
}

const rolling = new Set(['arch', 'wolfi', 'chainguard', 'opensuse-tumbleweed', 'gentoo', 'void', 'nixos-unstable']);

/** '' for what is rolling: Alpine edge, Debian sid, Wolfi, whose `VERSION_ID` is a date or a version to come. */
function versionOf(id: string, fields: ReleaseFields): string {
  const version = fields.VERSION_ID ?? '';
  if (rolling.has(id)) return '';
  if (id === 'alpine' && (/_alpha|edge/i.test(version) || /\bedge\b/i.test(fields.PRETTY_NAME ?? ''))) return '';
  if (id === 'debian' && /\bsid\b|unstable/i.test(version)) return '';
  return version;
}

/** Where a symlink leads, without leaving the root. */
function resolved(path: string, target: string): string {
  const parts = target.startsWith('/') ? [] : parentOf(path).split('/');
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.filter((part) => part !== '').join('/');
}
