/**
 * Histories of images as repositories really have them, for tests: made by chance, the same for the same seed.
 *
 * The rates are assumptions, on the careful side: dependencies come and go all the time, a rebase every sixteen versions, a larger
 * overhaul every thirty; about one version in fifty truly changes something that should not change (user, port, base, start).
 */
import type { EpochMs } from '@plimsoll/core';
import type { ImageProfile } from './profile.ts';

export type Random = () => number;

/** mulberry32: uniform in 0…1. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const hourMs = 3_600_000;
const kinds = [
  { language: 'go', traits: ['static'], start: '/usr/local/bin/app', packages: 4 },
  { language: 'npm', traits: ['dynamic', 'hidden'], start: 'node', packages: 320 },
  { language: 'pypi', traits: ['dynamic'], start: 'gunicorn', packages: 60 },
  { language: 'maven', traits: ['dynamic'], start: 'java', packages: 130 },
  { language: 'deb', traits: [], start: 'nginx', packages: 0 },
] as const;

/** A line of versions, oldest first. */
export function history(random: Random, versions: number): readonly ImageProfile[] {
  const kind = kinds[Math.floor(random() * kinds.length)] ?? kinds[0];
  const pace = 0.2 + random() * 2.5;
  let serial = 0;
  const names = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, () => `${prefix}/${prefix}-${++serial}@${Math.floor(random() * 9)}`);
  let packages = [...names('deb', 90), ...names(kind.language, kind.packages)];
  let bytes = 30e6 * Math.exp(random() * 3);
  let layers = 5 + Math.floor(random() * 10);
  let programs = 1 + Math.floor(random() * 6);
  const items = {
    user: random() < 0.5 ? 'root' : 'app',
    start: kind.start as string,
    base: 'library/debian',
    registry: ['docker.io', 'source at git.example'],
    port: ['8080/tcp'],
    'loader-setting': [] as string[],
    environment: ['PATH', 'LANG'],
    language: ['deb', kind.language] as string[],
    'executable-trait': [...kind.traits] as string[],
    capability: [] as string[],
    setuid: ['/usr/bin/passwd', '/usr/bin/su'],
    folder: ['/app', '/usr/local/bin'],
  };
  const now = (chance: number): boolean => random() < chance;
  return Array.from({ length: versions }, (_, version) => {
    if (version > 0) {
      packages = packages.filter(() => !now((0.3 * pace) / Math.max(1, packages.length)));
      packages.push(...names(kind.language, poisson(random, pace)));
      if (now(0.03))
        packages = [
          ...packages.slice(Math.floor(packages.length * 0.08)),
          ...names('deb', Math.floor(packages.length * 0.1)),
        ];
      packages = packages.map((name) =>
        now(0.4 / packages.length) ? name.replace(/\d+$/, (major) => `${Number(major) + 1}`) : name,
      );
      bytes *= Math.exp(gauss(random) * (now(0.06) ? 0.12 : 0.02));
      if (now(0.1)) layers = Math.max(2, layers + (now(0.5) ? 1 : -1));
      if (now(0.1)) programs += 1 + Math.floor(random() * 2);
      if (now(0.08)) items.environment.push(`SETTING_${++serial}`);
      if (now(0.04)) items.folder.push(`/opt/tool${++serial}`);
      if (now(0.003)) items.port.push(`${9000 + ++serial}/tcp`);
      if (now(0.004)) items.start = `/entrypoint-${++serial}`;
      if (now(0.004)) items.base = `library/other-${++serial}`;
      if (now(0.001)) items.user = `user-${++serial}`;
      if (now(0.002)) items.language.push(`kind-${++serial}`);
      if (now(0.002)) items['executable-trait'].push(`trait-${++serial}`);
      if (now(0.001)) items.setuid.push(`/usr/bin/tool-${++serial}`);
      if (now(0.001)) items.registry.push(`registry-${++serial}.example`);
      if (now(0.001)) items['loader-setting'].push(`LD_${++serial}`);
    }
    return profileWith({
      at: ((version + 1) * 24 * hourMs) as EpochMs,
      items: {
        ...items,
        user: [items.user],
        start: [items.start],
        base: [items.base],
        os: ['debian'],
        package: [...packages],
        port: [...items.port],
        registry: [...items.registry],
        environment: [...items.environment],
        language: [...items.language],
        'executable-trait': [...items['executable-trait']],
        setuid: [...items.setuid],
        folder: [...items.folder],
        'loader-setting': [...items['loader-setting']],
        capability: [...items.capability],
      },
      numbers: { bytes: Math.round(bytes), layers, packages: packages.length, 'unowned-executables': programs },
    });
  });
}

export function profileWith(
  part: Pick<ImageProfile, 'at' | 'items' | 'numbers'> & Partial<ImageProfile>,
): ImageProfile {
  return { schema: 1, name: 'shop/web', places: {}, ...part };
}

/** The newest version with something put into it. */
export function planted(
  profile: ImageProfile,
  items: Partial<ImageProfile['items']>,
  rest: Partial<ImageProfile> = {},
): ImageProfile {
  const merged = Object.fromEntries(
    Object.entries(profile.items).map(([aspect, known]) => [
      aspect,
      [...known, ...(items[aspect as keyof ImageProfile['items']] ?? [])],
    ]),
  );
  return {
    ...profile,
    at: ((profile.at ?? 0) + hourMs) as EpochMs,
    ...rest,
    items: merged as unknown as ImageProfile['items'],
  };
}

function poisson(random: Random, mean: number): number {
  let count = -1;
  for (let product = 1; product > Math.exp(-mean); count++) product *= random();
  return count;
}

function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
