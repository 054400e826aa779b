/** Every feed there is, with its publisher's address and how much of it is read at most. */
import type { FeedBase, Resource } from '../base/feed-base.ts';
import { createVectorReader } from '../record/severity.ts';
import type { Feed } from './feed.ts';
import { csafReader } from './read-csaf.ts';
import { readDebianTracker } from './read-debian-tracker.ts';
import { readEndOfLife } from './read-end-of-life.ts';
import { readEpss } from './read-epss.ts';
import { readKev } from './read-kev.ts';
import { osvReader, takeOsvRecord } from './read-osv.ts';
import { secdbReader } from './read-secdb.ts';

const osvBucket = 'https://storage.googleapis.com/osv-vulnerabilities/';
const mega = 1 << 20;

export const osvEcosystems = [
  'AlmaLinux',
  'Alpine',
  'Azure Linux',
  'Bitnami',
  'crates.io',
  'Debian',
  'Go',
  'Hex',
  'Maven',
  'npm',
  'NuGet',
  'openSUSE',
  'Packagist',
  'Pub',
  'PyPI',
  'Red Hat',
  'Rocky Linux',
  'RubyGems',
  'SUSE',
  'Ubuntu',
] as const;
/** Their licence or their use is a decision of whoever runs this. */
const onRequest = ['Chainguard', 'Echo', 'Mageia', 'MinimOS', 'openEuler', 'Wolfi'] as const;
const alpineReleases = [...Array.from({ length: 16 }, (_, index) => `v3.${index + 10}`), 'edge'];

export const debianTracker = 'debian-tracker';
export const redHatVex = 'redhat-csaf';
const vexPath = 'redhat/csaf-vex';
const vexSite = 'https://security.access.redhat.com/data/csaf/v2/vex';

/** What is read when nobody says otherwise. */
export function defaultFeeds(): readonly string[] {
  return [
    ...osvEcosystems.map((each) => `osv/${each}`),
    ...alpineReleases.flatMap((release) =>
      ['main', 'community'].map((repository) => `alpine-secdb/${release}/${repository}`),
    ),
    debianTracker,
    redHatVex,
    'kev',
    'epss',
    'end-of-life',
  ];
}

/** Off until asked for by name. */
export function optionalFeeds(): readonly string[] {
  return [...onRequest.map((each) => `osv/${each}`), 'wolfi', 'chainguard'];
}

/** A mirror folder is asked what it holds: its owner chose. */
export function feedsIn(base: FeedBase): readonly string[] {
  const ecosystems = base.list('osv');
  if (ecosystems === undefined) return defaultFeeds();
  const releases = base.list('alpine-secdb') ?? [];
  const held = [
    ...ecosystems.map((each) => `osv/${each}`),
    ...releases.flatMap((release) => [`alpine-secdb/${release}/main`, `alpine-secdb/${release}/community`]),
  ];
  const whole = [...defaultFeeds(), ...optionalFeeds()].filter((id) => !id.includes('/'));
  return [...held, ...whole].filter((id) => feedOf(id) !== undefined);
}

/** undefined for a name that is none. */
export function feedOf(id: string): Feed | undefined {
  const [kind = '', name = '', ...more] = id.split('/');
  if (kind === 'osv')
    return more.length === 0 && /^[A-Za-z][A-Za-z0-9._ -]{0,40}$/.test(name) ? osvFeed(name) : undefined;
  if (kind === 'alpine-secdb') return alpineFeed(name, more);
  return single(id);
}

/** `debian` means `osv/Debian` and `debian-tracker` to nobody: names are given as they are shown. */
function single(id: string): Feed | undefined {
  const whole = { delta: undefined, optional: false };
  switch (id) {
    case 'kev':
      return {
        ...whole,
        id,
        read: readKev,
        resource: resource(
          'kev/known_exploited_vulnerabilities.json',
          'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
          64,
        ),
      };
    case 'epss':
      return {
        ...whole,
        id,
        read: readEpss,
        resource: resource(
          'epss/epss_scores-current.csv.gz',
          'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
          128,
        ),
      };
    case debianTracker:
      return {
        ...whole,
        id,
        read: readDebianTracker,
        resource: resource('debian/tracker.json', 'https://security-tracker.debian.org/tracker/data/json', 1024),
      };
    case redHatVex:
      return {
        ...whole,
        id,
        read: csafReader(createVectorReader()),
        pointer: resource(`${vexPath}/archive_latest.txt`, `${vexSite}/archive_latest.txt`, 1),
        resource: { ...resource(vexPath, `${vexSite}/`, 2048), folder: true },
      };
    case 'wolfi':
      return {
        ...whole,
        id,
        read: secdbReader({ ecosystem: 'Wolfi', prefix: 'WOLFI-' }),
        resource: resource('wolfi/security.json', 'https://packages.wolfi.dev/os/security.json', 128),
      };
    case 'chainguard':
      return {
        ...whole,
        id,
        read: secdbReader({ ecosystem: 'Chainguard', prefix: 'CHAINGUARD-' }),
        resource: resource('chainguard/security.json', 'https://packages.cgr.dev/chainguard/security.json', 128),
      };
    case 'end-of-life':
      return {
        ...whole,
        id,
        read: readEndOfLife,
        resource: resource('endoflife/products.json', 'https://endoflife.date/api/v1/products/full', 64),
      };
    default:
      return undefined;
  }
}

function osvFeed(ecosystem: string): Feed {
  const file = (name: string, megabytes: number) =>
    resource(
      `osv/${ecosystem}/${name}`,
      `${osvBucket}${encodeURIComponent(ecosystem)}/${encodeURIComponent(name)}`,
      megabytes,
    );
  const options = { base: ecosystem, vectors: createVectorReader() };
  return {
    id: `osv/${ecosystem}`,
    resource: file('all.zip', 4096),
    delta: {
      index: file('modified_id.csv', 256),
      record: (id) => file(`${id}.json`, 32),
      take: (bytes, name, sink) => takeOsvRecord(bytes, { name, sink, options }),
    },
    optional: false,
    read: osvReader(options),
  };
}

function alpineFeed(release: string, [repository, ...more]: readonly string[]): Feed | undefined {
  if (
    !/^(?:v\d{1,2}\.\d{1,3}|edge)$/.test(release) ||
    !/^(?:main|community)$/.test(repository ?? '') ||
    more.length > 0
  )
    return undefined;
  const path = `${release}/${repository}.json`;
  return {
    id: `alpine-secdb/${release}/${repository}`,
    resource: resource(`alpine-secdb/${path}`, `https://secdb.alpinelinux.org/${path}`, 128),
    delta: undefined,
    optional: true,
    read: secdbReader({ ecosystem: `Alpine:${release}`, prefix: `ALPINE-${release}-` }),
  };
}

function resource(path: string, upstream: string, megabytes: number): Resource {
  return { path, upstream, mostBytes: megabytes * mega };
}
