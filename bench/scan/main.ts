/**
 * How fast and how lean a scan is, and what a new advisory costs.
 *
 * in     advisories in ../shared/data (or where PLIMSOLL_DATA points), Debian's archive, the peer from the npm registry; all kept
 * out    a table, or with --json one object on the last line of stdout
 * holds  runs of ours and of the peer alternate, each in a process of its own from its start to its end; the first round is not counted;
 *        the peer lists the packages of an unpacked folder and matches nothing; ours lists and matches that folder (listing), does all it
 *        does for it (folder), and unpacks the image itself (cold)
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type AdvisoryDatabase, matchPackages, openAdvisories, rematch } from '@plimsoll/scan';
import { median, note, report, rounded } from '../report.ts';
import { imageOf, type NamedVersion, now, os, packageOf, packagesLike } from './images.ts';
import { memoryByImage } from './memory.ts';
import { advisories, bundle, debianImage, peer, scratch } from './places.ts';
import { type Run, run } from './processes.ts';
import { serverRematch } from './server-rematch.ts';

const rounds = 7;
const images = 1000;

const advisoryDir = await advisories();
const { layout, rootfs } = debianImage();
const peerFile = peer();
rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });

const kinds = {
  peer: () =>
    run(peerFile, ['--quiet', 'rootfs', '--cache-dir', join(scratch, 'peer'), '--output', join(scratch, 'o'), rootfs]),
  listing: () => scan(`dir:${rootfs}`, 'none', ['--only', 'vulnerabilities', '--format', 'cyclonedx']),
  folder: () => scan(`dir:${rootfs}`, 'none'),
  cold: () => scan(`oci:${layout}:12`, 'none'),
  warm: () => scan(`oci:${layout}:12`, 'kept'),
} as const;
type Kind = keyof typeof kinds;

const runs: Record<Kind, Run[]> = { peer: [], listing: [], folder: [], cold: [], warm: [] };
for (let round = 0; round <= rounds; round++) {
  for (const kind of Object.keys(kinds) as Kind[]) {
    const done = await kinds[kind]();
    if (round > 0) runs[kind].push(done);
  }
  if (round > 0)
    note(
      `round ${round} of ${rounds}: ${Object.values(runs)
        .map((all) => Math.round(all.at(-1)?.ms ?? 0))
        .join(', ')} ms`,
    );
}
const ms = (kind: Kind) => median(runs[kind].map((each) => each.ms));
const peakMb = (kind: Kind) => Math.max(...runs[kind].map((each) => each.peakMb));

const database = openAdvisories(advisoryDir);
const draw = packagesLike(database, [...database.packages()]);
const matching = matchTenThousand(database, draw);
const rematching = rematchAll(database, draw);
database.close();
const server = await serverRematches();
const largeImages = await memoryByImage((reference) => scan(reference, 'none'));

report({
  name: 'scan',
  value: rounded(ms('cold'), 0),
  unit: 'ms, an image of Debian 12 from its compressed layer to its findings, nothing known before',
  peer: 'Trivy 0.74 (as cdxgen carries it), listing the packages of the same root file system, unpacked beforehand',
  ratio: rounded(ms('cold') / ms('peer'), 2),
  runs: rounds,
  method: 'median of whole processes, runs interleaved with the peer’s; memory is the highest VmHWM of any run',
  peerMs: rounded(ms('peer'), 0),
  peerMb: rounded(peakMb('peer'), 0),
  listingMs: rounded(ms('listing'), 0),
  listingRatio: rounded(ms('listing') / ms('peer'), 2),
  folderMs: rounded(ms('folder'), 0),
  folderRatio: rounded(ms('folder') / ms('peer'), 2),
  warmMs: rounded(ms('warm'), 0),
  coldMb: rounded(peakMb('cold'), 0),
  warmMb: rounded(peakMb('warm'), 0),
  ...matching,
  ...rematching,
  ...server,
  largeImagesMb: largeImages,
});

/** `none`: facts go to a folder that is made for this run alone. */
function scan(
  reference: string,
  facts: 'none' | 'kept',
  asked: readonly string[] = ['--format', 'json'],
): Promise<Run> {
  const cache = join(scratch, facts === 'kept' ? 'kept' : `cold-${performance.now()}`);
  return run(process.execPath, [bundle, 'scan', reference, '--advisories', advisoryDir, '--offline', ...asked], {
    env: { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: join(scratch, 'compiled') },
    allowed: [0],
  });
}

function matchTenThousand(database: AdvisoryDatabase, draw: () => NamedVersion) {
  const packages = Array.from({ length: 10_000 }, (_, place) => packageOf(draw(), place));
  const image = imageOf(0);
  const times: number[] = [];
  let findings = 0;
  for (let round = 0; round <= rounds; round++) {
    const startedAt = performance.now();
    findings = matchPackages({ image, contents: { os, packages }, database, now }).findings.length;
    if (round > 0) times.push(performance.now() - startedAt);
  }
  return { match10kMs: rounded(median(times), 0), match10kFindings: findings };
}

/** Every image holds 300 packages; the update concerns twenty, five of which are in every image. */
function rematchAll(database: AdvisoryDatabase, draw: () => NamedVersion) {
  const everywhere = Array.from({ length: 5 }, draw);
  const concerned = new Set(
    [...everywhere, ...Array.from({ length: 15 }, draw)].map(({ type, name }) => `${type}:${name}`),
  );
  const stored = Array.from({ length: images }, (_, number) => {
    const packages = [...everywhere, ...Array.from({ length: 295 }, draw)].map(packageOf);
    const image = imageOf(number);
    const subset = packages.filter(({ type, name }) => concerned.has(`${type}:${name}`));
    const before = matchPackages({ image, contents: { os, packages: subset }, database, now }).findings;
    return { image, packages, before };
  });
  const whole: number[] = [];
  const delta: number[] = [];
  for (let round = 0; round <= 3; round++) {
    const wholeAt = performance.now();
    for (const { image, packages } of stored) matchPackages({ image, contents: { os, packages }, database, now });
    const deltaAt = performance.now();
    for (const { image, packages, before } of stored) {
      const subset = packages.filter(({ type, name }) => concerned.has(`${type}:${name}`));
      rematch({ image, packages: subset, before, database, suppressors: [], useOf: undefined, now });
    }
    if (round === 0) continue;
    whole.push(deltaAt - wholeAt);
    delta.push(performance.now() - deltaAt);
  }
  return {
    rematch1000Ms: rounded(median(delta), 0),
    rematchPeer: 'matching every package of the same images again',
    rematchPeerMs: rounded(median(whole), 0),
    rematchRatio: rounded(median(delta) / median(whole), 3),
  };
}

async function serverRematches() {
  const folder = join(scratch, 'server');
  const usual = await serverRematch(folder, 'usual');
  const all = await serverRematch(folder, 'all');
  return {
    serverRematch1000Ms: rounded(usual.ms, 0),
    serverRematchConcerned: usual.concerned,
    serverRematchChanged: usual.changed,
    serverRematchAllChangedMs: rounded(all.ms, 0),
    serverRematchMethod:
      'the server’s database on disk, its queue of commits and its worker process; from the delta of an update of twenty packages, five of ' +
      'them in every image, to the last commit (fsync); median of three; findings written only where something changed; fetching and ' +
      'building the advisories, and telling consoles, are not in it',
  };
}
