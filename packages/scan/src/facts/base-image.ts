/**
 * Which image an image was built upon.
 *
 * in     annotations, build provenance, history, layers; and what images are known
 * out    name, digest and number of layers of the base, as far as each can be told
 * holds  what builders wrote down comes before what is inferred; an image is never its own base
 */
import type { BaseImage, Digest, ImageConfig, Origin } from '@plimsoll/core';
import type { HistoryEntry, LayerSource } from '../source/source.ts';
import { splitHistory } from './base-image-history.ts';
import type { KnownImages } from './base-image-known.ts';

export interface BaseClues {
  readonly annotations: Readonly<Record<string, string>>;
  readonly config: Pick<ImageConfig, 'labels'>;
  readonly history: readonly HistoryEntry[];
  readonly layers: readonly Pick<LayerSource, 'diffId'>[];
  readonly known: KnownImages;
  /** Images a build used, from its provenance (see base-image-provenance); where there is any. */
  readonly materials?: readonly BuildMaterial[] | undefined;
}

export interface BuildMaterial {
  /** `docker.io/library/alpine:3.20` */
  readonly name: string;
  readonly digest: Digest;
}

const nameAnnotation = 'org.opencontainers.image.base.name';
const digestAnnotation = 'org.opencontainers.image.base.digest';

export function findBase(clues: BaseClues): BaseImage | undefined {
  const { annotations, config, history, layers, known, materials = [] } = clues;
  // Without the uppermost layer, as an image must not be found to be its own base.
  const below = layers.slice(0, -1).map(({ diffId }) => diffId);
  const prefix = below.every((diffId) => diffId !== undefined) ? known.longestPrefix(below) : undefined;
  const split = splitHistory(history, layers.length);
  const name = blankless(annotations[nameAnnotation]);
  const digest = digestIn(annotations[digestAnnotation]);

  if (name !== undefined || digest !== undefined) {
    return { name, digest, layers: layersOf(digest), how: 'annotation' };
  }
  const material = chosen(materials, prefix?.digest);
  if (material !== undefined) {
    return { name: material.name, digest: material.digest, layers: layersOf(material.digest), how: 'provenance' };
  }
  if (prefix !== undefined && prefix.layers > 0) return { ...prefix, how: 'known-image' };
  if (split === undefined) return undefined;
  return { name: split.name ?? ubuntu(config, split.layers), digest: undefined, layers: split.layers, how: 'history' };

  /** Known exactly when the base itself is known; what another image shares with this one is a floor, the history's split a guess above it. */
  function layersOf(base: Digest | undefined): number {
    if (prefix !== undefined && (prefix.digest === base || split === undefined)) return prefix.layers;
    return Math.max(prefix?.layers ?? 0, split?.layers ?? 0);
  }
}

/** Of a base that is known but not with how many layers, nothing is said of any layer. */
export function originOf(layer: number, base: Pick<BaseImage, 'layers'> | undefined): Origin {
  if (base === undefined || base.layers === 0) return 'unknown';
  return layer < base.layers ? 'base' : 'app';
}

/** Ubuntu writes into its one layer's image what it is; that label stays with everything built upon it. */
function ubuntu({ labels }: BaseClues['config'], layers: number): string | undefined {
  const version = labels['org.opencontainers.image.version'] ?? '';
  const is = layers === 1 && labels['org.opencontainers.image.ref.name'] === 'ubuntu' && /^\d\d\.\d\d$/.test(version);
  return is ? `ubuntu:${version}` : undefined;
}

/** A build with several stages uses several images; only one of them is the base. */
function chosen(materials: readonly BuildMaterial[], digest: Digest | undefined): BuildMaterial | undefined {
  return materials.length === 1 ? materials[0] : materials.find((each) => each.digest === digest);
}

function blankless(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || trimmed.length > 500 ? undefined : trimmed;
}

function digestIn(text: string | undefined): Digest | undefined {
  const trimmed = text?.trim() ?? '';
  return /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(trimmed) ? (trimmed as Digest) : undefined;
}
