/** A report with one of everything, for tests of outputs, policies and SBOMs. */
import type { EpochMs, Grounds, Image, ImageFinding, Package, ScanReport, VulnerabilityFinding } from '@plimsoll/core';
import { digestOf, sampleLayers, samplePackages } from './packages.fixture.ts';

const at = (text: string) => Date.parse(text) as EpochMs;
const [, modulesLayer, appLayer] = sampleLayers;

/** What a terminal, a browser or a spreadsheet would obey. */
export const hostileText = `=1+1 <script>alert("x")</script> \u001b[31mred\u202e ${'`'}|&'`;

function groundsOf(fields: Partial<Grounds>): Grounds {
  return {
    source: 'DSA-5532-1',
    condition: 'fixed in 3.0.11-1~deb12u2',
    observed: '3.0.9-1',
    path: undefined,
    layer: undefined,
    command: undefined,
    origin: 'unknown',
    dataAt: at('2026-01-10T00:00:00Z'),
    ...fields,
  };
}

function vulnerabilityOf(
  item: Package,
  fields: Partial<VulnerabilityFinding> & Pick<VulnerabilityFinding, 'id' | 'severity'>,
): VulnerabilityFinding {
  return {
    kind: 'vulnerability',
    key: `vulnerability ${fields.id} ${item.name}`,
    title: `${fields.id} in ${item.name}`,
    sentence: `${item.name} ${item.version} is affected by ${fields.id}.`,
    remedy: fields.fixedIn === undefined ? undefined : `Move to ${fields.fixedIn}.`,
    why: groundsOf({
      path: item.path,
      layer: item.layer,
      origin: item.origin,
      observed: item.version ?? 'no version',
      command: item.origin === 'app' ? 'COPY . /app' : undefined,
    }),
    suppressed: undefined,
    aliases: [],
    package: item.id,
    packageName: item.name,
    packageVersion: item.version,
    purl: item.purl,
    verdict: 'affected',
    status: fields.fixedIn === undefined ? 'not-fixed' : 'fixed',
    fixedIn: undefined,
    ratings: [],
    kev: undefined,
    epss: undefined,
    publishedAt: at('2025-06-01T00:00:00Z'),
    use: undefined,
    hidden: false,
    ...fields,
  };
}

const [libssl, libc, bsdutils, babel, semver, , log4j, cart] = samplePackages;

export const sampleFindings: readonly ImageFinding[] = [
  vulnerabilityOf(libssl as Package, {
    id: 'CVE-2023-5363',
    severity: 'high',
    aliases: ['DSA-5532-1'],
    fixedIn: '3.0.11-1~deb12u2',
    ratings: [
      { source: 'debian', severity: 'high', score: undefined, vector: undefined },
      { source: 'nvd', severity: 'high', score: 7.5, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' },
    ],
    epss: { probability: 0.0123, percentile: 0.85 },
    use: {
      state: 'loaded',
      since: at('2026-01-01T00:00:00Z'),
      lastAt: at('2026-01-12T00:00:00Z'),
      path: 'usr/lib/x86_64-linux-gnu/libssl.so.3',
      workloads: ['docker/shop/web'],
    },
  }),
  vulnerabilityOf(log4j as Package, {
    id: 'CVE-2021-44228',
    severity: 'critical',
    aliases: ['GHSA-jfh8-c2jp-5v3q'],
    fixedIn: '2.15.0',
    ratings: [
      { source: 'ghsa', severity: 'critical', score: 10, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H' },
    ],
    kev: { addedAt: at('2021-12-10T00:00:00Z'), dueAt: at('2021-12-24T00:00:00Z'), ransomware: true },
    epss: { probability: 0.944, percentile: 0.9996 },
    use: {
      state: 'never-seen',
      since: at('2026-01-01T00:00:00Z'),
      lastAt: at('2026-01-12T00:00:00Z'),
      path: undefined,
      workloads: ['docker/shop/web'],
    },
  }),
  vulnerabilityOf(libc as Package, { id: 'CVE-2019-1010022', severity: 'negligible', status: 'will-not-fix' }),
  vulnerabilityOf(bsdutils as Package, { id: 'CVE-2024-28085', severity: 'low', status: 'fix-deferred' }),
  vulnerabilityOf(semver as Package, {
    id: 'CVE-2022-25883',
    severity: 'medium',
    aliases: ['GHSA-c2qf-rxjj-qqgw'],
    fixedIn: '5.7.2',
    suppressed: {
      by: 'vex',
      source: 'https://example.com/vex/1',
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      owner: 'shop team',
      until: undefined,
    },
  }),
  vulnerabilityOf(babel as Package, {
    id: 'CVE-2023-45133',
    severity: 'critical',
    fixedIn: '7.23.2',
    suppressed: {
      by: 'exception',
      source: 'exceptions.yaml#babel',
      status: 'accepted',
      justification: `compiles only our own code ${hostileText}`,
      owner: 'jo@example.com',
      until: at('2026-06-01T00:00:00Z'),
    },
  }),
  vulnerabilityOf(cart as Package, { id: 'GO-2024-2598', severity: 'unknown', verdict: 'undecided' }),
  vulnerabilityOf(libc as Package, { id: 'CVE-2020-0001', severity: 'high', hidden: true }),
  {
    kind: 'secret',
    key: 'secret aws-access-key app/.env',
    severity: 'critical',
    title: 'AWS access key',
    sentence: 'app/.env holds an AWS access key.',
    remedy: 'Revoke the key and build the image without it.',
    why: groundsOf({
      source: 'aws-access-key',
      condition: 'key id with a valid shape',
      observed: 'AKIA…WXYZ',
      path: 'app/.env',
      layer: modulesLayer,
      command: 'COPY .env /app/.env',
      origin: 'app',
      dataAt: undefined,
    }),
    suppressed: undefined,
    rule: 'aws-access-key',
    redacted: 'AKIA…WXYZ',
    line: 3,
    validated: 'shape',
    deletedLater: true,
    fingerprint: 'f'.repeat(64),
  },
  {
    kind: 'malware',
    key: 'malware osv MAL-2024-1 evil',
    severity: 'critical',
    title: 'Malicious package evil',
    sentence: `The package ${hostileText} is malicious.`,
    remedy: 'Remove it and treat what ran with it as compromised.',
    why: groundsOf({ source: 'MAL-2024-1', condition: 'all versions', observed: '1.0.0', origin: 'app' }),
    suppressed: undefined,
    engine: 'osv',
    rule: 'MAL-2024-1',
    file: undefined,
    package: (semver as Package).id,
    deletedLater: false,
  },
  {
    kind: 'misconfiguration',
    key: 'misconfiguration image-user-root',
    severity: 'medium',
    title: 'Runs as root',
    sentence: 'The image sets no user, so its processes run as root.',
    remedy: 'Set USER to a user without rights.',
    why: groundsOf({
      source: 'image-user-root',
      condition: 'USER is not root',
      observed: 'USER is not set',
      dataAt: undefined,
    }),
    suppressed: undefined,
    check: 'image-user-root',
  },
  {
    kind: 'detection',
    key: 'detection executables static-outside-packages',
    severity: 'high',
    title: 'First static executable outside packages',
    sentence: 'usr/local/bin/cart is the first statically linked executable outside package ownership in 14 versions.',
    remedy: 'Find out who added it.',
    why: groundsOf({
      source: 'norm of registry.example/shop/web',
      condition: '0 in 14 images',
      observed: '1',
      path: 'usr/local/bin/cart',
      layer: appLayer,
      origin: 'app',
      dataAt: undefined,
    }),
    suppressed: undefined,
    aspect: 'static-executable',
    digits: 4.2,
    images: 14,
  },
];

export const sampleImage: Image = {
  reference: 'registry.example/shop/web:1.4',
  repository: 'registry.example/shop/web',
  tag: '1.4',
  digest: digestOf('d'),
  platform: { os: 'linux', architecture: 'amd64', variant: undefined },
  createdAt: at('2026-01-11T00:00:00Z'),
  bytes: 68_000_000,
  config: {
    user: '',
    entrypoint: ['/usr/bin/node'],
    cmd: ['server.js'],
    env: ['PATH=/usr/bin', 'KEY=AKIA…WXYZ'],
    exposedPorts: ['8080/tcp'],
    volumes: [],
    workingDir: '/app',
    labels: { maintainer: hostileText },
    hasHealthcheck: false,
  },
  layers: sampleLayers.map((diffId, index) => ({
    index,
    diffId,
    digest: digestOf(String(index + 1)),
    bytes: 1000 * (index + 1),
    command: index === 0 ? undefined : 'COPY . /app',
    origin: index === 0 ? 'base' : 'app',
  })),
  os: {
    id: 'debian',
    idLike: [],
    version: '12',
    codename: 'bookworm',
    name: 'Debian GNU/Linux 12 (bookworm)',
    endOfLifeAt: at('2026-06-10T00:00:00Z'),
    extendedSupportUntil: undefined,
  },
  base: { name: 'debian:12', digest: digestOf('e'), layers: 1, how: 'annotation' },
};

export const sampleReport: ScanReport = {
  schema: 'plimsoll-scan/1',
  scannedAt: at('2026-01-12T09:30:00Z'),
  durationMs: 640,
  image: sampleImage,
  packages: samplePackages,
  findings: sampleFindings,
  checks: [
    { check: 'image-user-root', state: 'fail', evidence: 'USER is not set', places: ['config.User'] },
    { check: 'image-healthcheck', state: 'pass', evidence: 'HEALTHCHECK is set', places: [] },
  ],
  data: {
    generation: '20260112T0600-1',
    builtAt: at('2026-01-12T06:00:00Z'),
    newestAt: at('2026-01-12T05:00:00Z'),
    feeds: [
      {
        feed: 'osv/Debian',
        records: 45_601,
        newestAt: at('2026-01-12T05:00:00Z'),
        fetchedAt: at('2026-01-12T06:00:00Z'),
        failure: undefined,
      },
      {
        feed: 'epss',
        records: 270_000,
        newestAt: at('2026-01-10T12:00:00Z'),
        fetchedAt: at('2026-01-10T13:00:00Z'),
        failure: 'HTTP 503',
      },
    ],
  },
  complete: true,
  problems: [],
  notes: ['advisories for module streams without a label were not matched'],
};

/** Of a scan that was cut short and found nothing. */
export const emptyReport: ScanReport = {
  ...sampleReport,
  image: {
    ...sampleReport.image,
    repository: undefined,
    tag: undefined,
    digest: undefined,
    os: undefined,
    base: undefined,
  },
  packages: [],
  findings: [],
  data: undefined,
  complete: false,
  problems: [{ code: 'LAYER_CORRUPT', message: `layer 2 ${hostileText}`, layer: undefined, path: undefined }],
};
