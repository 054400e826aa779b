/**
 * Images one knows, asked for the one that another image begins with.
 *
 * Of several with equally many layers the official one is taken, then the one whose tag says most, then the first by name: so that
 * `python:3.12.7-slim` is not taken for `somebody/fork:latest`.
 */
import { createHash } from 'node:crypto';
import type { Digest } from '@plimsoll/core';

export interface KnownImages {
  /** The image all of whose layers, in order, are the first of these; of several the one with the most. */
  longestPrefix(diffIds: readonly Digest[]): KnownImage | undefined;
}

export interface KnownImage {
  readonly name: string;
  readonly digest: Digest | undefined;
  readonly layers: number;
}

export const nothingKnown: KnownImages = { longestPrefix: () => undefined };

export function createKnownImages(
  images: readonly {
    readonly name: string;
    readonly digest: Digest | undefined;
    readonly diffIds: readonly Digest[];
  }[],
): KnownImages {
  const byChain = new Map<string, KnownImage>();
  for (const { name, digest, diffIds } of images) {
    if (diffIds.length === 0) continue;
    const chain = chainIds(diffIds).at(-1) as string;
    const image = { name, digest, layers: diffIds.length };
    const there = byChain.get(chain);
    if (there === undefined || isBetter(image, there)) byChain.set(chain, image);
  }
  return {
    longestPrefix(diffIds) {
      for (const chain of chainIds(diffIds).reverse()) {
        const image = byChain.get(chain);
        if (image !== undefined) return image;
      }
      return undefined;
    },
  };
}

/** https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid; `chainIds(l)[n]` stands for the first n + 1 layers. */
export function chainIds(diffIds: readonly Digest[]): string[] {
  const chains: string[] = [];
  for (const diffId of diffIds) {
    const below = chains.at(-1);
    chains.push(
      below === undefined ? diffId : `sha256:${createHash('sha256').update(`${below} ${diffId}`).digest('hex')}`,
    );
  }
  return chains;
}

export function isBetter(a: Pick<KnownImage, 'name'>, b: Pick<KnownImage, 'name'>): boolean {
  const [one, other] = [rankOf(a.name), rankOf(b.name)];
  for (let index = 0; index < one.length; index++) {
    if (one[index] !== other[index]) return (one[index] as number) > (other[index] as number);
  }
  return a.name < b.name;
}

/** Official; tagged with a version; how much of it. */
function rankOf(name: string): readonly number[] {
  const path = name.replace(/^(?:docker\.io|index\.docker\.io)\//, '').replace(/@.*$/, '');
  const slash = path.lastIndexOf('/');
  const colon = path.indexOf(':', slash + 1);
  const repository = (colon === -1 ? path : path.slice(0, colon)).replace(/^library\//, '');
  const tag = colon === -1 ? '' : path.slice(colon + 1);
  return [repository.includes('/') ? 0 : 1, /\d/.test(tag) ? 1 : 0, tag === 'latest' ? 0 : tag.length];
}
