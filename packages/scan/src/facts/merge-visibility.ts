/**
 * What of each layer is still there at the top.
 *
 * in     whiteouts and file sets of the layers, lowest first
 * out    whether a path of a layer can be seen, and where a chain of versions of it was broken
 * holds  a whiteout, an opaque folder and a file in the place of a folder hide only what lies in lower layers; what the same layer brings
 *        along stays (https://github.com/opencontainers/image-spec/blob/main/layer.md)
 */
import type { LayerFacts } from './layer-facts.ts';
import { hashFoldersOf, readPathSet } from './path-set.ts';
import { createPathTable } from './path-set-table.ts';

export interface LayerStack {
  /** Whether what `layer` has at `path` is what one sees with all layers in place. */
  visible(path: string, layer: number): boolean;
  /** The highest layer that deleted what lower ones had at `path`, without regard to what was put there since; −1: none. */
  deletedAt(path: string): number;
}

export function createLayerStack(layers: readonly Pick<LayerFacts, 'whiteouts' | 'files'>[]): LayerStack {
  const top = layers.length - 1;
  // The lowest layer hides nothing, and by far the most files are in it.
  const upper = layers.slice(1).map(({ files }) => readPathSet(files));
  const replaced = createPathTable(upper.reduce((sum, { low }) => sum + low.length, 0));
  const whiteouts = layers.reduce((sum, layer) => sum + layer.whiteouts.length, 0);
  const removed = createPathTable(whiteouts);
  const emptied = createPathTable(whiteouts);
  // From below to above, so that of several layers the highest stays.
  upper.forEach((hashes, index) => {
    replaced.set(hashes, index + 1);
  });
  layers.forEach((layer, index) => {
    for (const { path, opaque } of layer.whiteouts) (opaque ? emptied : removed).setPath(path, index);
  });

  function deletedAt(path: string): number {
    let highest = Math.max(removed.get(path), emptied.get(''));
    hashFoldersOf(path, (folder) => {
      highest = Math.max(highest, removed.at(folder), emptied.at(folder), replaced.at(folder));
    });
    return highest;
  }

  return {
    visible: (path, layer) => layer === top || (replaced.get(path) <= layer && deletedAt(path) <= layer),
    deletedAt,
  };
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
