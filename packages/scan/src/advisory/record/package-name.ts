import { schemeOf } from '../../version/schemes.ts';

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

/**
 * Whether its records are advisories about packages of a distribution, which may cover several vulnerabilities at once: distributions
 * are what has packages of one of their three kinds.
 */
export function isDistribution(ecosystem: string): boolean {
  const { id } = schemeOf(ecosystem);
  return id === 'dpkg' || id === 'rpm' || id === 'apk';
}
