/** Reports of images that look like real ones: Debian, Alpine and Node packages, vulnerabilities of all kinds, a secret, a miner. */
import { createHash } from 'node:crypto';
import type {
  Digest,
  EpochMs,
  FixStatus,
  ImageFinding,
  ImageSeverity,
  Layer,
  Package,
  PackageType,
  ScanReport,
  VulnerabilityFinding,
} from '@plimsoll/core';

export interface ImageInputs {
  readonly repository: string;
  readonly tag: string;
  readonly os: { readonly id: string; readonly version: string; readonly name: string };
  /** `name version [fixed]`; vulnerabilities are named in `vulnerable`. */
  readonly packages: readonly PackageInputs[];
  readonly vulnerable: readonly VulnerabilityInputs[];
  readonly findings?: readonly ImageFinding[];
  readonly user?: string;
  readonly at: number;
  readonly dataAt?: number;
  readonly complete?: boolean;
  readonly notes?: readonly string[];
}

export interface PackageInputs {
  readonly type: PackageType;
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly origin?: 'base' | 'app';
  readonly path?: string;
  readonly licence?: string;
}

export interface VulnerabilityInputs {
  readonly id: string;
  readonly package: string;
  readonly severity: ImageSeverity;
  readonly title: string;
  readonly fixedIn?: string;
  readonly status?: FixStatus;
  readonly kev?: boolean;
  readonly ransomware?: boolean;
  readonly epss?: number;
  readonly score?: number;
  readonly hidden?: boolean;
  readonly publishedAt?: number;
}

const day = 86_400_000;
const mebibyte = 1024 * 1024;

export function digestOf(text: string): Digest {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

export function imageReport(given: ImageInputs): ScanReport {
  const { repository, tag, os, at, user = '' } = given;
  const layers = layersOf(given);
  const packages = given.packages.map((one) => packageOf(one, { os, layers }));
  const dataAt = (given.dataAt ?? at - 3 * 3_600_000) as EpochMs;
  const vulnerabilities = given.vulnerable.map((one) => vulnerabilityOf(one, { packages, layers, dataAt }));
  const root = user === '' ? [rootFinding(layers)] : [];
  return {
    schema: 'plimsoll-scan/1',
    scannedAt: at as EpochMs,
    durationMs: 640,
    image: {
      reference: `${repository}:${tag}`,
      repository,
      tag,
      digest: digestOf(`${repository}:${tag}`),
      platform: { os: 'linux', architecture: 'amd64', variant: undefined },
      createdAt: (at - 2 * day) as EpochMs,
      bytes: layers.reduce((sum, { bytes }) => sum + bytes, 0),
      config: {
        user,
        entrypoint: ['/docker-entrypoint.sh'],
        cmd: ['serve'],
        env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_ENV=production'],
        exposedPorts: ['8080/tcp'],
        volumes: [],
        workingDir: '/app',
        labels: {
          'org.opencontainers.image.source': `https://git.example/${repository.split('/').slice(1).join('/')}`,
        },
        hasHealthcheck: false,
      },
      layers,
      os: {
        ...os,
        idLike: os.id === 'debian' ? [] : ['debian'],
        codename: undefined,
        endOfLifeAt: (at + 400 * day) as EpochMs,
        extendedSupportUntil: undefined,
      },
      base: { name: `docker.io/library/${os.id}:${os.version}`, digest: undefined, layers: 1, how: 'history' },
    },
    packages,
    findings: [...vulnerabilities, ...root, ...(given.findings ?? [])],
    checks: [
      {
        check: 'image-user-root',
        state: user === '' ? 'fail' : 'pass',
        evidence: user === '' ? 'USER is not set' : `USER is ${user}`,
        places: [],
      },
      { check: 'image-no-healthcheck', state: 'fail', evidence: 'HEALTHCHECK is not set', places: [] },
      { check: 'image-tag-latest', state: 'pass', evidence: `the tag is ${tag}`, places: [] },
      {
        check: 'image-add-from-url',
        state: 'not-evaluated',
        evidence: 'the history has no instructions',
        places: [],
      },
    ],
    data: {
      generation: `g-${Math.floor(dataAt / 3_600_000)}`,
      builtAt: dataAt,
      newestAt: dataAt,
      feeds: [
        { feed: 'osv/Debian', records: 41_822, newestAt: dataAt, fetchedAt: dataAt, failure: undefined },
        { feed: 'osv/npm', records: 212_004, newestAt: dataAt, fetchedAt: dataAt, failure: undefined },
        { feed: 'kev', records: 1_452, newestAt: (dataAt - day) as EpochMs, fetchedAt: dataAt, failure: undefined },
        {
          feed: 'epss',
          records: 289_110,
          newestAt: (dataAt - 2 * day) as EpochMs,
          fetchedAt: (dataAt - day) as EpochMs,
          failure: 'the server answered 503',
        },
      ],
    },
    complete: given.complete ?? true,
    problems:
      given.complete === false
        ? [
            {
              code: 'LAYER_TRUNCATED',
              message: `Layer 2 of ${repository}:${tag} ends in the middle of var/lib/app/data.bin`,
              layer: layers.at(-1)?.diffId,
              path: 'var/lib/app/data.bin',
            },
          ]
        : [],
    notes: [...(given.notes ?? [])],
  };
}

function layersOf({ repository, tag, os }: ImageInputs): readonly Layer[] {
  const made = [
    { of: `${os.id}:${os.version}`, bytes: 28 * mebibyte, command: `ADD file:rootfs in /`, origin: 'base' },
    {
      of: `${repository}/packages`,
      bytes: 41 * mebibyte,
      command: 'RUN apt-get install -y --no-install-recommends ca-certificates curl',
      origin: 'app',
    },
    { of: `${repository}:${tag}`, bytes: 12 * mebibyte, command: 'COPY . /app', origin: 'app' },
  ] as const;
  return made.map(({ of, bytes, command, origin }, index) => ({
    index,
    diffId: digestOf(of),
    digest: digestOf(`${of}.gz`),
    bytes,
    command,
    origin,
  }));
}

function packageOf(
  { type, name, version, source, origin = 'base', path, licence }: PackageInputs,
  { os, layers }: { os: ImageInputs['os']; layers: readonly Layer[] },
): Package {
  const isOs = type === 'deb' || type === 'apk' || type === 'rpm';
  const purl = isOs
    ? `pkg:${type}/${os.id}/${name}@${encodeURIComponent(version)}?arch=amd64&distro=${os.id}-${os.version}`
    : `pkg:${type}/${encodeURIComponent(name).replace('%2F', '/')}@${version}`;
  const at = path ?? (isOs ? 'var/lib/dpkg/status' : `app/node_modules/${name}/package.json`);
  return {
    id: isOs ? purl : `${purl}#${at}`,
    type,
    name,
    version,
    purl,
    architecture: isOs ? 'amd64' : undefined,
    source: isOs ? { name: source ?? name, version } : undefined,
    module: undefined,
    thirdParty: false,
    licence,
    path: at,
    layer: (origin === 'base' ? layers[0] : isOs ? layers[1] : layers[2])?.diffId,
    origin,
    ownedBy: undefined,
    scope: 'runtime',
    evidence: 'installed',
    dependsOn: [],
  };
}

function vulnerabilityOf(
  given: VulnerabilityInputs,
  { packages, layers, dataAt }: { packages: readonly Package[]; layers: readonly Layer[]; dataAt: EpochMs },
): VulnerabilityFinding {
  const held = packages.find(({ name }) => name === given.package);
  if (held === undefined) throw new Error(`the image holds no ${given.package}`);
  const { id, severity, fixedIn, status = fixedIn === undefined ? 'not-fixed' : 'fixed' } = given;
  const layer = layers.find(({ diffId }) => diffId === held.layer);
  return {
    kind: 'vulnerability',
    key: `vulnerability|${id}|${held.type}|${held.name}${held.type === 'npm' ? `|${held.path}` : ''}`,
    severity,
    title: given.title,
    sentence: `${held.name} ${held.version} has ${id}: ${given.title}`,
    remedy: fixedIn === undefined ? undefined : `Move ${held.name} to ${fixedIn}`,
    why: {
      source: id,
      condition: fixedIn === undefined ? 'every version' : `fixed in ${fixedIn}`,
      observed: `${held.source?.name ?? held.name} ${held.version}`,
      path: held.path,
      layer: held.layer,
      command: layer?.command,
      origin: held.origin,
      dataAt,
    },
    suppressed: undefined,
    id,
    aliases: [id],
    package: held.id,
    packageName: held.name,
    packageVersion: held.version,
    purl: held.purl,
    verdict: 'affected',
    status,
    fixedIn,
    ratings: [{ source: held.type === 'deb' ? 'debian' : 'ghsa', severity, score: given.score, vector: undefined }],
    kev:
      given.kev === true
        ? {
            addedAt: (dataAt - 90 * day) as EpochMs,
            dueAt: (dataAt - 69 * day) as EpochMs,
            ransomware: given.ransomware ?? false,
          }
        : undefined,
    epss:
      given.epss === undefined
        ? undefined
        : { probability: given.epss, percentile: Math.min(0.999, 0.5 + given.epss / 2) },
    publishedAt: (given.publishedAt ?? dataAt - 200 * day) as EpochMs,
    use: undefined,
    hidden: given.hidden ?? false,
  };
}

function rootFinding(layers: readonly Layer[]): ImageFinding {
  return {
    kind: 'misconfiguration',
    key: 'check:image-user-root',
    severity: 'medium',
    title: 'Runs as root',
    sentence: 'USER is not set, so that the process is root in its container',
    remedy: 'Add a USER to the Dockerfile',
    why: {
      source: 'image-user-root',
      condition: 'USER names an account other than root',
      observed: 'USER is not set',
      path: undefined,
      layer: undefined,
      command: layers.at(-1)?.command,
      origin: 'app',
      dataAt: undefined,
    },
    suppressed: undefined,
    check: 'image-user-root',
  };
}
