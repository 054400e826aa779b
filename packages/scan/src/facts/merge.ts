/**
 * Layers laid upon each other: from the facts of each to what the image holds.
 *
 * in     facts, lowest layer first; which layers are the base's
 * out    packages with id, purl, layer, origin and owner; executables and secrets with what became of them
 * holds  a pure function of its arguments; nothing hidden by a higher layer is reported as installed, and nothing deleted as gone that a
 *        puller of the image still gets: secrets and malware stay
 */
import { type BaseImage, type Digest, isOsPackage, type OperatingSystem, type Package } from '@plimsoll/core';
import type { LayerSource } from '../source/source.ts';
import { originOf } from './base-image.ts';
import type { ImageContents } from './contents.ts';
import type { Executable, LayerFacts } from './layer-facts.ts';
import { withoutDeclaredTwins } from './merge-declared.ts';
import { type PlacedPackage, placePackages, visibleOwnership } from './merge-inventories.ts';
import { notesOf } from './merge-notes.ts';
import { createOwners, mergedFolders, type Owners } from './merge-owners.ts';
import { systemOf } from './merge-system.ts';
import { strangersIn } from './merge-vendor.ts';
import { createLayerStack, type LayerStack } from './merge-visibility.ts';
import { purlOf } from './purl.ts';

export interface ReadLayer {
  readonly source: LayerSource;
  readonly facts: LayerFacts;
}

export interface MergeOptions {
  /** Those that could be read; in any order. */
  readonly layers: readonly ReadLayer[];
  readonly base: BaseImage | undefined;
}

export function mergeLayers({ layers: unsorted, base }: MergeOptions): ImageContents {
  const layers = unsorted.toSorted((a, b) => a.source.index - b.source.index);
  const facts = layers.map((layer) => layer.facts);
  const stack = createLayerStack(facts);
  const os = systemOf(facts, stack);
  const placed = placePackages(facts, stack);
  const unowned = withoutDeclaredTwins(identify(placed, { layers, base, os }));
  const owners = once(() =>
    createOwners({
      packages: unowned,
      ownership: visibleOwnership(facts, stack),
      merged: mergedFolders(facts, stack),
    }),
  );
  const heights = heightsOf(layers);
  const packages = unowned.some((each) => !isOsPackage(each.type))
    ? unowned.map((each) => withOwner(each, { owners: owners(), heights }))
    : unowned;
  const executables = once(() => executablesOf(layers, { stack, owners: owners() }));
  return {
    os,
    packages,
    // A thousand images are held against a new advisory within a second, and that asks for packages only.
    get executables() {
      return executables();
    },
    writable: layers.flatMap(({ facts: { writable, diffId } }, index) =>
      writable.filter(({ path }) => stack.visible(path, index)).map((each) => ({ ...each, layer: diffId })),
    ),
    secrets: everFound(layers, { stack, of: 'secrets' }),
    malware: everFound(layers, { stack, of: 'malware' }),
    problems: facts.flatMap(({ problems, diffId }) =>
      problems.map((each) => ({ ...each, layer: each.layer ?? diffId })),
    ),
    notes: notesOf(facts),
    ownerOf: (path) => owners().ownersOf(path)[0],
    ownersOf: (path) => owners().ownersOf(path),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface Surroundings {
  readonly layers: readonly ReadLayer[];
  readonly base: BaseImage | undefined;
  readonly os: OperatingSystem | undefined;
}

/** Sorted by id. What two databases name alike is one package: the one that came first. */
function identify(placed: readonly PlacedPackage[], { layers, base, os }: Surroundings): readonly Package[] {
  const strangers = strangersIn(placed, os);
  const byId = new Map<string, { readonly layer: number; readonly made: Package }>();
  for (const each of placed) {
    const { found, layer } = each;
    const purl = purlOf(found, os);
    const path = each.path + (found.within ?? '');
    const id = isOsPackage(found.type) ? purl : `${purl} ${path}`;
    const there = byId.get(id);
    if (there !== undefined && (there.layer < layer || (there.layer === layer && there.made.path <= path))) continue;
    const { source, facts } = layers[layer] as ReadLayer;
    const made: Package = {
      id,
      type: found.type,
      name: found.name,
      version: found.version,
      purl,
      architecture: found.architecture,
      source: found.source,
      module: found.module,
      thirdParty: found.thirdParty || strangers.has(found),
      licence: found.licence,
      path,
      layer: facts.diffId,
      origin: originOf(source.index, base),
      ownedBy: undefined,
      scope: found.scope,
      evidence: found.evidence,
      dependsOn: found.dependsOn,
    };
    byId.set(id, { layer, made });
  }
  return [...byId.values()].map(({ made }) => made).sort((a, b) => (a.id < b.id ? -1 : 1));
}

interface Owning {
  readonly owners: Owners;
  readonly heights: ReadonlyMap<Digest, number>;
}

/**
 * A file of a language package that the distribution installed is the distribution's to mend; that of a stranger is not, nor is what a later
 * layer put in its place (`npm install -g npm` over the distribution's npm).
 */
function withOwner(each: Package, { owners, heights }: Owning): Package {
  if (isOsPackage(each.type)) return each;
  const archive = each.path.indexOf('!/');
  const owner = owners.osOwner(archive === -1 ? each.path : each.path.slice(0, archive));
  if (owner === undefined || owner.thirdParty || heightOf(each, heights) > heightOf(owner, heights)) return each;
  return { ...each, ownedBy: owner.id };
}

function heightOf({ layer }: Package, heights: ReadonlyMap<Digest, number>): number {
  return layer === undefined ? 0 : (heights.get(layer) ?? 0);
}

/** Of a layer that is there twice the lower one. */
function heightsOf(layers: readonly ReadLayer[]): ReadonlyMap<Digest, number> {
  const heights = new Map<Digest, number>();
  layers.forEach(({ facts: { diffId } }, height) => {
    if (!heights.has(diffId)) heights.set(diffId, height);
  });
  return heights;
}

interface Placing {
  readonly stack: LayerStack;
  readonly owners: Owners;
}

function executablesOf(layers: readonly ReadLayer[], { stack, owners }: Placing): ImageContents['executables'] {
  const top = new Map<string, Executable & { readonly layer: Digest; readonly owner: string | undefined }>();
  const everywhere = new Map<string, Executable>();
  function place(executable: Executable, layer: number): void {
    everywhere.set(executable.path, executable);
    if (!stack.visible(executable.path, layer)) return;
    const { diffId } = (layers[layer] as ReadLayer).facts;
    top.set(executable.path, { ...executable, layer: diffId, owner: owners.folderOwner(executable.path) });
  }
  layers.forEach(({ facts }, layer) => {
    for (const executable of facts.executables) place(executable, layer);
    for (const { path, target, hard } of facts.links) {
      const same = hard ? everywhere.get(target) : undefined;
      if (same !== undefined) place({ ...same, path }, layer);
    }
  });
  return [...top.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

type Found<Key extends 'secrets' | 'malware'> = LayerFacts[Key][number] & {
  readonly layer: Digest;
  readonly deletedLater: boolean;
};

function everFound<Key extends 'secrets' | 'malware'>(
  layers: readonly ReadLayer[],
  { stack, of }: { readonly stack: LayerStack; readonly of: Key },
): readonly Found<Key>[] {
  return layers.flatMap(({ facts }, index) =>
    (facts[of] as readonly LayerFacts[Key][number][]).map((each) => ({
      ...each,
      layer: facts.diffId,
      deletedLater: !stack.visible(each.path, index),
    })),
  );
}
