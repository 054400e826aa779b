import type { EpochMs } from '@plimsoll/core';
import type { AnalyzerSet } from '../facts/analyzer-set.ts';
import type { KnownImages } from '../facts/base-image-known.ts';
import type { FactStore } from '../facts/fact-store.ts';
import type { SecretRule } from '../secret/rule.ts';
import { openImage } from '../source/open-image.ts';
import { buildMaterials } from './build-materials.ts';
import { judgeImage } from './judge-image.ts';
import { judgeSbom } from './judge-sbom.ts';
import { type LayerWithFacts, readLayers } from './read-layers.ts';
import type { Judged, Scanned, Scanner, ScanOptions, StoredImage, Surroundings } from './scanner.ts';
import { storeImage } from './store-image.ts';

export interface ScannerOptions {
  readonly facts: FactStore;
  readonly set: AnalyzerSet;
  readonly now: () => EpochMs;
  /** Images a base can be recognised by. */
  readonly knownImages: KnownImages;
  /** Those the secret analyzer of the set was made with; undefined: secrets are not looked for. */
  readonly secrets: { readonly salt: string; readonly rules: readonly SecretRule[] } | undefined;
}

/** Layers of one image that are read at once: decompression leaves the main thread, the rest does not. */
const layersAtOnce = 3;

export function createScanner({ facts, set, now, knownImages, secrets }: ScannerOptions): Scanner {
  async function scan(reference: string, options: ScanOptions): Promise<Scanned> {
    const { signal, onProgress } = options;
    const startedAt = now();
    onProgress?.({ phase: 'opening', layersDone: 0, layersTotal: 0, layersKnown: 0, bytesDone: 0, bytesTotal: 0 });
    const opened = await openImage(reference, options);
    if (opened.kind === 'sbom') {
      const judged = judgeSbom(opened, { surroundings: options.surroundings, startedAt, now });
      return { ...judged, stored: undefined, opened: undefined };
    }
    try {
      const read = await readLayers(opened, {
        facts,
        set,
        afresh: options.afresh,
        concurrency: layersAtOnce,
        signal,
        onProgress,
      });
      onProgress?.({
        phase: 'judging',
        layersDone: read.layers.length,
        layersTotal: opened.layers.length,
        layersKnown: 0,
        bytesDone: 0,
        bytesTotal: 0,
      });
      const stored = storeImage(opened, {
        read: read.layers,
        secrets,
        scannedAt: now(),
        materials: await buildMaterials(opened),
      });
      const judged = judgeImage({
        stored,
        layers: read.layers,
        problems: read.problems,
        notes: read.notes,
        surroundings: options.surroundings,
        knownImages,
        secretRules: secrets?.rules,
        now: now(),
        durationMs: now() - startedAt,
      });
      // A folder's layer has no name before it is read: there is nothing to find its facts by later.
      const again = opened.layers.every(({ diffId }) => diffId !== undefined);
      return { ...judged, stored: again ? stored : undefined, opened };
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  async function judge(stored: StoredImage, surroundings: Surroundings): Promise<Judged | undefined> {
    const startedAt = now();
    const layers: LayerWithFacts[] = [];
    for (const source of stored.layers) {
      const found = source.diffId === undefined ? undefined : await facts.get(source.diffId, set.hash);
      if (found === undefined) return undefined;
      layers.push({ source, facts: found });
    }
    const problems = layers.flatMap((layer) => layer.facts.problems);
    return judgeImage({
      stored,
      layers,
      problems,
      notes: [],
      surroundings,
      knownImages,
      secretRules: secrets?.rules,
      now: now(),
      durationMs: now() - startedAt,
    });
  }

  return { scan, judge };
}
