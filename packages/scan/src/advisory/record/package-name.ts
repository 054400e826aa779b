/** A package's name as its ecosystem compares names. Used for records and for look-ups alike. */
export function normalName(ecosystem: string, name: string): string {
  switch (baseOf(ecosystem)) {
    case 'PyPI':
      // https://peps.python.org/pep-0503/#normalized-names
      return name.toLowerCase().replace(/[-_.]+/g, '-');
    case 'NuGet':
    case 'Packagist':
      return name.toLowerCase();
    default:
      return name;
  }
}

/** `Debian` of `Debian:12`. */
export function baseOf(ecosystem: string): string {
  const colon = ecosystem.indexOf(':');
  return colon < 0 ? ecosystem : ecosystem.slice(0, colon);
}

/** Ecosystems whose records are advisories about packages of a distribution, which may cover several vulnerabilities at once. */
const distributions: ReadonlySet<string> = new Set([
  'Debian',
  'Ubuntu',
  'Alpine',
  'Wolfi',
  'Chainguard',
  'MinimOS',
  'Red Hat',
  'Rocky Linux',
  'AlmaLinux',
  'SUSE',
  'openSUSE',
  'openEuler',
  'Mageia',
  'Azure Linux',
  'Photon OS',
  'Echo',
]);
export function isDistribution(ecosystem: string): boolean {
  return distributions.has(baseOf(ecosystem));
}
