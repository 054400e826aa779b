/**
 * Which ecosystem orders its versions how.
 *
 * in     an ecosystem as OSV spells it, `Debian:12`, `npm`
 * out    its order
 * holds  an ecosystem nobody here has heard of has the generic order
 */
import { apk } from './apk.ts';
import { composer } from './composer.ts';
import { dpkg } from './dpkg.ts';
import { gem } from './gem.ts';
import { generic } from './generic.ts';
import { go } from './go.ts';
import { maven } from './maven.ts';
import { nuget } from './nuget.ts';
import type { VersionOrder } from './order.ts';
import { pep440 } from './pep440.ts';
import { rpm } from './rpm.ts';
import type { SchemeId } from './scheme.ts';
import { semver } from './semver.ts';

export const schemes: Readonly<Record<SchemeId, VersionOrder>> = {
  apk,
  composer,
  dpkg,
  gem,
  generic,
  go,
  maven,
  nuget,
  pep440,
  rpm,
  semver,
};

/** By the part before the colon: https://ossf.github.io/osv-schema/#defined-ecosystems */
const ofEcosystem: ReadonlyMap<string, SchemeId> = new Map<string, SchemeId>([
  ...(['Debian', 'Ubuntu', 'Echo'] as const).map((name) => [name, 'dpkg'] as const),
  ...(['Alpine', 'Wolfi', 'Chainguard', 'MinimOS', 'Alpaquita', 'BellSoft Hardened Containers'] as const).map(
    (name) => [name, 'apk'] as const,
  ),
  ...(
    [
      'AlmaLinux',
      'Amazon Linux',
      'Azure Linux',
      'CentOS',
      'Fedora',
      'Mageia',
      'Oracle Linux',
      'Photon OS',
      'Red Hat',
      'Rocky Linux',
      'SUSE',
      'openEuler',
      'openSUSE',
    ] as const
  ).map((name) => [name, 'rpm'] as const),
  ...(['npm', 'crates.io', 'Hex', 'Pub', 'SwiftURL', 'Bitnami', 'GitHub Actions'] as const).map(
    (name) => [name, 'semver'] as const,
  ),
  ['PyPI', 'pep440'],
  ['Maven', 'maven'],
  ['RubyGems', 'gem'],
  ['Packagist', 'composer'],
  ['NuGet', 'nuget'],
  ['Go', 'go'],
]);

/** @param ecosystem with or without its release: `Debian:12`, `npm` */
export function schemeOf(ecosystem: string): VersionOrder {
  const colon = ecosystem.indexOf(':');
  return schemes[ofEcosystem.get(colon < 0 ? ecosystem : ecosystem.slice(0, colon)) ?? 'generic'];
}
