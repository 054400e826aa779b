/** Whose data a database is made of. The program comes without any of it; whoever passes a database on passes this on too. */
export interface Attribution {
  readonly source: string;
  readonly licence: string;
  readonly text: string;
  readonly url: string;
}

export const attributions: readonly Attribution[] = [
  {
    source: 'OSV',
    licence: 'by source',
    text: 'Collected by OSV.dev; each record is under the licence of its source.',
    url: 'https://google.github.io/osv.dev/data/',
  },
  {
    source: 'GitHub Advisory Database',
    licence: 'CC-BY-4.0',
    text: 'Advisories GHSA-… by GitHub, Inc. and its contributors.',
    url: 'https://github.com/github/advisory-database',
  },
  {
    source: 'Go Vulnerability Database',
    licence: 'CC-BY-4.0',
    text: 'Reports GO-… by the Go Authors.',
    url: 'https://vuln.go.dev',
  },
  {
    source: 'PyPA Advisory Database',
    licence: 'CC-BY-4.0',
    text: 'Advisories PYSEC-… by the Python Packaging Authority and its contributors.',
    url: 'https://github.com/pypa/advisory-database',
  },
  {
    source: 'RustSec Advisory Database',
    licence: 'CC0-1.0',
    text: 'Advisories RUSTSEC-… by the RustSec project.',
    url: 'https://github.com/rustsec/advisory-db',
  },
  {
    source: 'OpenSSF Malicious Packages',
    licence: 'Apache-2.0',
    text: 'Reports MAL-… by the Open Source Security Foundation.',
    url: 'https://github.com/ossf/malicious-packages',
  },
  {
    source: 'Debian security tracker',
    licence: 'MIT',
    text: 'States and urgencies by the Debian security team.',
    url: 'https://security-tracker.debian.org',
  },
  {
    source: 'Ubuntu security notices',
    licence: 'CC-BY-SA-4.0',
    text: 'Notices and CVE records by Canonical Ltd.',
    url: 'https://github.com/canonical/ubuntu-security-notices',
  },
  {
    source: 'Red Hat security data',
    licence: 'CC-BY-4.0',
    text: 'Advisories and VEX documents by Red Hat, Inc.',
    url: 'https://access.redhat.com/security/data',
  },
  {
    source: 'AlmaLinux OSV database',
    licence: 'MIT',
    text: 'Errata by the AlmaLinux OS Foundation.',
    url: 'https://github.com/AlmaLinux/osv-database',
  },
  {
    source: 'Rocky Linux errata',
    licence: 'BSD-3-Clause',
    text: 'Errata by the Rocky Enterprise Software Foundation.',
    url: 'https://errata.rockylinux.org',
  },
  {
    source: 'Alpine security database',
    licence: 'MIT',
    text: 'Fixes by the Alpine Linux development team.',
    url: 'https://secdb.alpinelinux.org',
  },
  {
    source: 'CISA KEV',
    licence: 'CC0-1.0',
    text: 'Catalogue of known exploited vulnerabilities by CISA.',
    url: 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog',
  },
  {
    source: 'EPSS',
    licence: 'free, with attribution',
    text: 'Exploit prediction scores by the EPSS SIG at FIRST and Empirical Security.',
    url: 'https://www.first.org/epss',
  },
  {
    source: 'endoflife.date',
    licence: 'MIT',
    text: 'Ends of support by the endoflife.date contributors.',
    url: 'https://endoflife.date',
  },
];
