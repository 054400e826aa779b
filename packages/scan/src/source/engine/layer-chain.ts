/**
 * Where a layer of an older engine's export belongs, before its manifest has come.
 *
 * Such an export has a folder for each layer, named by an id that says nothing; but before the layer comes a small file that names the
 * id of the layer below. The lowest has none, and who knows the one below knows the one above.
 */
import { z } from 'zod';

export interface LayerChain {
  /** @param bytes of `<id>/json` */
  learn(path: string, bytes: Buffer): void;
  /** Index of the layer at `<id>/layer.tar`. undefined: not known yet, or no such path. */
  indexOf(path: string): number | undefined;
}

const Link = z.object({ parent: z.string().nullish() });
const FOLDER = /^([0-9a-f]{64})\/(json|layer\.tar)$/;
/** Of one such file, and how many there may be. */
export const CHAIN_BYTES_MOST = 1024 * 1024;
const LAYERS_MOST = 1_000;

export function createLayerChain(): LayerChain {
  const parents = new Map<string, string | undefined>();
  return {
    learn(path, bytes) {
      const [, id, file] = FOLDER.exec(path) ?? [];
      if (id === undefined || file !== 'json' || parents.size >= LAYERS_MOST) return;
      const link = Link.safeParse(jsonOf(bytes));
      if (link.success) parents.set(id, link.data.parent || undefined);
    },
    indexOf(path) {
      const [, id, file] = FOLDER.exec(path) ?? [];
      if (id === undefined || file !== 'layer.tar') return undefined;
      let at: string | undefined = id;
      for (let index = 0; index <= parents.size; index++) {
        if (at === undefined) return index - 1;
        if (!parents.has(at)) return undefined;
        at = parents.get(at);
      }
      return undefined;
    },
  };
}

export function isChainLink(path: string): boolean {
  return FOLDER.exec(path)?.[2] === 'json';
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    // Then the export's manifest has to tell, at its end.
    return undefined;
  }
}
