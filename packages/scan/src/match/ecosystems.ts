/** Under which ecosystems the advisories for what is in an image are kept. Names as in OSV: https://ossf.github.io/osv-schema/#defined-ecosystems */
import type { OperatingSystem, PackageType } from '@plimsoll/core';

export interface OsEcosystems {
  /** Any of them may speak of a package; [] for a system no database we know writes about. */
  readonly base: readonly string[];
  /** Those whose fixes need a subscription. */
  readonly subscription: readonly string[];
  /** What advisories name: the source package (Debian), the installed package (AlmaLinux), or either. */
  readonly names: 'source' | 'binary' | 'both';
}

const none: OsEcosystems = { base: [], subscription: [], names: 'source' };

/** By `ID` and `VERSION_ID` of os-release; nothing for a release no database writes about. */
export function osEcosystems(os: OperatingSystem): OsEcosystems {
  const major = /^\d+/.exec(os.version)?.[0] ?? '';
  const minor = /^\d+\.(\d+)/.exec(os.version)?.[1];
  const bySource = (...base: readonly string[]): OsEcosystems => ({ base, subscription: [], names: 'source' });
  const byBinary = (...base: readonly string[]): OsEcosystems => ({ base, subscription: [], names: 'binary' });
  // Red Hat names packages where it has fixed something and sources where it has not.
  const either = (...base: readonly string[]): OsEcosystems => ({ base, subscription: [], names: 'both' });
  switch (os.id) {
    case 'debian':
      return major === '' ? none : bySource(`Debian:${major}`);
    case 'ubuntu':
      return ubuntu(os.version);
    case 'alpine':
      if (major === '' || /alpha|edge/.test(os.version)) return bySource('Alpine:edge');
      return minor === undefined ? none : bySource(`Alpine:v${major}.${minor}`);
    case 'wolfi':
      return byBinary('Wolfi');
    case 'chainguard':
      return byBinary('Chainguard', 'Wolfi');
    case 'minimos':
      return byBinary('MinimOS');
    case 'echo':
      return bySource('Echo');
    case 'almalinux':
      return byBinary(`AlmaLinux:${major}`);
    case 'rocky':
      return either(`Rocky Linux:${major}`);
    case 'rhel':
      return either(...redHat(major, minor));
    case 'centos':
      // CentOS Linux was built from Red Hat's sources, release for release; CentOS Stream runs ahead of them.
      return /stream/i.test(os.name) ? none : either(...redHat(major, minor));
    case 'ol':
      return byBinary(`Oracle Linux:${major}`);
    case 'amzn':
      return byBinary(`Amazon Linux:${major}`);
    case 'fedora':
      return byBinary(`Fedora:${major}`);
    case 'azurelinux':
    case 'mariner':
      return bySource(`Azure Linux:${major}`);
    case 'photon':
      return bySource(`Photon OS:${major}.${minor ?? '0'}`);
    case 'mageia':
      return bySource(`Mageia:${major}`);
    case 'openEuler':
    case 'openeuler':
      return openEuler(os);
    case 'opensuse-leap':
      return bySource(`openSUSE:Leap ${major}.${minor ?? '0'}`);
    case 'opensuse-tumbleweed':
      return bySource('openSUSE:Tumbleweed');
    case 'sles':
    case 'sled':
    case 'sle_hpc':
      return bySource(...suse(major, minor));
    default:
      return none;
  }
}

function ubuntu(version: string): OsEcosystems {
  const match = /^(\d{2})\.(\d{2})/.exec(version);
  if (match === null) return none;
  const [release, year] = [match[0], Number(match[1])];
  const longTerm = match[2] === '04' && year % 2 === 0;
  return {
    base: [longTerm ? `Ubuntu:${release}:LTS` : `Ubuntu:${release}`],
    subscription: longTerm ? [`Ubuntu:Pro:${release}:LTS`] : [],
    names: 'source',
  };
}

/** Red Hat's are CPE names; a container image has packages of these repositories. */
function redHat(major: string, minor: string | undefined): readonly string[] {
  if (major === '') return [];
  const repositories = ['baseos', 'appstream', 'crb', 'highavailability', 'nfv', 'realtime', 'supplementary'];
  const plain = [`Red Hat:enterprise_linux:${major}`, `Red Hat:enterprise_linux:${major}.${minor ?? '0'}`];
  // Before 8 there were variants instead.
  const variants = Number(major) < 8 ? ['server', 'client', 'workstation', 'computenode'] : repositories;
  return [...plain, ...variants.map((name) => `Red Hat:enterprise_linux:${major}::${name}`)];
}

/** Base images hold packages of the product and of the modules that every product has. */
function suse(major: string, minor: string | undefined): readonly string[] {
  if (major === '') return [];
  const release = minor === undefined || minor === '0' ? major : `${major} SP${minor}`;
  if (Number(major) >= 16) return [`SUSE:Linux Enterprise Server ${major}.${minor ?? '0'}`];
  const modules = ['Basesystem', 'Server Applications', 'Development Tools', 'Python 3', 'Web and Scripting'];
  return [
    `SUSE:Linux Enterprise Server ${release}`,
    ...modules.map((name) => `SUSE:Linux Enterprise Module for ${name} ${release}`),
  ];
}

/** `openEuler 22.03 (LTS-SP3)` is `openEuler:22.03-LTS-SP3`. */
function openEuler(os: OperatingSystem): OsEcosystems {
  const version = /^\d{2}\.\d{2}/.exec(os.version)?.[0];
  if (version === undefined) return none;
  const support = /\((LTS(?:-SP\d+)?)\)/.exec(os.name)?.[1] ?? os.version.slice(version.length + 1);
  return {
    base: [support === '' ? `openEuler:${version}` : `openEuler:${version}-${support}`],
    subscription: [],
    names: 'source',
  };
}

const ofLanguage: Readonly<Partial<Record<PackageType, string>>> = {
  npm: 'npm',
  pypi: 'PyPI',
  golang: 'Go',
  maven: 'Maven',
  gem: 'RubyGems',
  cargo: 'crates.io',
  composer: 'Packagist',
  nuget: 'NuGet',
  conan: 'ConanCenter',
  pub: 'Pub',
  hex: 'Hex',
  bitnami: 'Bitnami',
};

/** undefined for OS packages and for what no ecosystem has advisories about. */
export function languageEcosystem(type: PackageType): string | undefined {
  return ofLanguage[type];
}
