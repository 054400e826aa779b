/**
 * Whether a deb was made by somebody else than the distribution.
 *
 * The distribution's advisories are not held against such a package, so in doubt it counts as the distribution's. It is a stranger when
 * one of these holds:
 * - `Origin` names neither Debian nor one of its children;
 * - it has a `Vendor` or `License` field, which package builders outside the archive write (fpm, jpackage) and the archive does not know;
 * - its version carries the mark of a repository outside the archive (`.pgdg120+1`, `~ppa1`, `nodesource1`, `.deb.sury.org`);
 * - its maintainer's address is `root@` or has a host without a domain, as locally built packages have;
 * - its maintainer's address belongs to a vendor known to run a repository of its own.
 * Any other maintainer says nothing: the archive's maintainers write from addresses of every kind.
 */
export interface DebMaker {
  readonly version: string;
  readonly maintainer: string | undefined;
  readonly origin: string | undefined;
  readonly vendor: string | undefined;
  readonly licence: string | undefined;
}

const distributions =
  /^(?:debian|ubuntu|canonical|raspbian|raspberry pi|kali|linuxmint|pop|devuan|proxmox|elementary|deepin|uos|parrot|tails|pureos|astra)/i;
const marks = /\.pgdg\d|\.sury\.org|[~+.]ppa\d|ppa\d+$|nodesource\d|cran\.?\d*$|\.mysql\.|[+~]maria~/i;
/** The address's domain is one of these or below one. */
const vendors = new Set([
  'amazon.com',
  'azul.com',
  'bell-sw.com',
  'brave.com',
  'confluent.io',
  'couchbase.com',
  'datadoghq.com',
  'docker.com',
  'docker.io',
  'dotnetfoundation.org',
  'elastic.co',
  'elasticsearch.com',
  'f5.com',
  'fluentbit.io',
  'github.com',
  'gitlab.com',
  'google.com',
  'grafana.com',
  'hashicorp.com',
  'haproxy.com',
  'influxdata.com',
  'jenkins-ci.org',
  'kubernetes.io',
  'mariadb.com',
  'mariadb.org',
  'microsoft.com',
  'mongodb.com',
  'mysql.com',
  'neo4j.com',
  'newrelic.com',
  'nginx.com',
  'nodesource.com',
  'nvidia.com',
  'oracle.com',
  'percona.com',
  'redis.com',
  'redis.io',
  'redislabs.com',
  'sury.org',
  'treasure-data.com',
  'varnish-software.com',
  'yarnpkg.com',
]);
/** Vendors whose people also maintain packages of the archive, under the same domain. */
const alsoInArchive = new Set(['google.com', 'microsoft.com', 'github.com', 'oracle.com', 'amazon.com', 'nvidia.com']);

export function isThirdPartyDeb({ version, maintainer, origin, vendor, licence }: DebMaker): boolean {
  if (origin !== undefined && origin !== '') return !distributions.test(origin);
  if (vendor !== undefined || licence !== undefined || marks.test(version)) return true;
  const address = /<([^<>\s]*)>\s*$/.exec(maintainer ?? '')?.[1] ?? maintainer?.trim() ?? '';
  const at = address.lastIndexOf('@');
  if (at === -1) return false;
  const domain = address.slice(at + 1).toLowerCase();
  if (address.slice(0, at) === 'root' || !domain.includes('.')) return true;
  const owner = domain.split('.').slice(-2).join('.');
  // A team's or product's mailbox there is the vendor's repository; a person may be anybody's maintainer.
  if (alsoInArchive.has(owner)) return !looksLikePerson(maintainer ?? '');
  return vendors.has(owner);
}

/** Two or three capitalised words before the address, none of which is a word for a group. */
function looksLikePerson(maintainer: string): boolean {
  const name = maintainer.replace(/<.*$/, '').trim();
  if (
    /\b(?:team|developers?|packag|support|maintainers?|release|linux|software|corporation|inc|sdk|core|repo|authors|engineering|services|project)/i.test(
      name,
    )
  )
    return false;
  return /^\p{Lu}\S*(?:\s+\S+){1,3}$/u.test(name);
}
