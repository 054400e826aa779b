/**
 * The norm of a line of images: what was seen in each aspect, and how often something new came.
 *
 * in     profiles of one repository, or the newest ones of its peers
 * out    a norm: plain JSON
 * holds  the order they are given in does not matter, only when each was built; the newest two hundred count
 *
 * A line is no sample of independent draws: what a version brings, later ones keep. So novelty is counted as it happened, version by
 * version (Dawid 1984, "prequential"), and not by what is seen once, as Good and Turing do for draws; for peers, which are draws, it is.
 */
import type { ImageProfile, ItemAspect, NumberAspect } from './profile.ts';

export interface ImageNorm {
  readonly schema: 1;
  readonly kind: 'line' | 'peers';
  /** How many it was learned from. */
  readonly images: number;
  readonly items: Readonly<Record<ItemAspect, ItemNorm>>;
  readonly numbers: Readonly<Record<NumberAspect, NumberNorm>>;
  /** How many packages each version brought that none before had. */
  readonly newPackages: readonly number[];
}

export interface ItemNorm {
  /** Item → in how many images. */
  readonly seen: Readonly<Record<string, number>>;
  /** Chances to show something new: one less than the images of a line. */
  readonly chances: number;
  /** Images that did. */
  readonly novel: number;
}

export interface NumberNorm {
  readonly values: readonly number[];
  /** How far each lay from the nearest before it (peers: from the nearest other), as a logarithm of the ratio. */
  readonly steps: readonly number[];
}

export const itemAspects = [
  'user',
  'start',
  'port',
  'registry',
  'base',
  'os',
  'loader-setting',
  'environment',
  'language',
  'executable-trait',
  'capability',
  'setuid',
  'folder',
  'package',
] as const satisfies readonly ItemAspect[];
export const numberAspects = [
  'bytes',
  'layers',
  'packages',
  'unowned-executables',
] as const satisfies readonly NumberAspect[];

const imagesAtMost = 200;

/** @param kind peers: one profile each of other repositories, which are no line */
export function learnNorm(profiles: readonly ImageProfile[], kind: ImageNorm['kind'] = 'line'): ImageNorm {
  const line = inOrder(profiles).slice(-imagesAtMost);
  return {
    schema: 1,
    kind,
    images: line.length,
    items: record(itemAspects, (aspect) =>
      itemNorm(
        line.map(({ items }) => items[aspect]),
        kind,
      ),
    ),
    numbers: record(numberAspects, (aspect) =>
      numberNorm(
        line.map(({ numbers }) => numbers[aspect]),
        kind,
      ),
    ),
    newPackages: novelties(
      line.map(({ items }) => items.package),
      kind,
    ).slice(kind === 'line' ? 1 : 0),
  };
}

/** Oldest first; of the same moment by content, so that the order they came in does not matter. */
function inOrder(profiles: readonly ImageProfile[]): readonly ImageProfile[] {
  const isDated = profiles.every(({ at }) => at !== undefined);
  if (!isDated || new Set(profiles.map(({ at }) => at)).size < 2) return profiles;
  return profiles
    .map((profile) => ({ profile, at: profile.at ?? 0, text: JSON.stringify(profile) }))
    .sort((a, b) => a.at - b.at || (a.text < b.text ? -1 : 1))
    .map(({ profile }) => profile);
}

function itemNorm(images: readonly (readonly string[])[], kind: ImageNorm['kind']): ItemNorm {
  const seen: Record<string, number> = Object.create(null);
  for (const items of images) for (const item of items) seen[item] = (seen[item] ?? 0) + 1;
  const fresh = novelties(images, kind).slice(kind === 'line' ? 1 : 0);
  return { seen: { ...seen }, chances: fresh.length, novel: fresh.filter((count) => count > 0).length };
}

/** Per image, how many items it shows that none before it (peers: no other) does. */
function novelties(images: readonly (readonly string[])[], kind: ImageNorm['kind']): readonly number[] {
  if (kind === 'line') {
    const known = new Set<string>();
    return images.map((items) => {
      const before = known.size;
      for (const item of items) known.add(item);
      return known.size - before;
    });
  }
  const counts = new Map<string, number>();
  for (const items of images) for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return images.map((items) => items.filter((item) => counts.get(item) === 1).length);
}

function numberNorm(values: readonly number[], kind: ImageNorm['kind']): NumberNorm {
  const logs = values.map((value) => Math.log1p(Math.max(0, value)));
  const steps = logs.flatMap((log, index) => {
    const others = kind === 'line' ? logs.slice(0, index) : logs.filter((_, other) => other !== index);
    return others.length === 0 ? [] : [nearest(log, others)];
  });
  return { values, steps };
}

export function nearest(log: number, others: readonly number[]): number {
  return others.reduce((least, other) => Math.min(least, Math.abs(log - other)), Number.POSITIVE_INFINITY);
}

export function record<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
}
