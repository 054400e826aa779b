/** Brings the facts of every layer: from the store where it has them, else by reading the layer once. */
import { createHash } from 'node:crypto';
import type { Digest, ScanProblem } from '@plimsoll/core';
import type { ScanErrorCode } from '../errors.ts';
import { analyzeLayer } from '../facts/analyze-layer.ts';
import type { AnalyzerSet } from '../facts/analyzer-set.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { createHeldBytes } from '../facts/held-bytes.ts';
import type { LayerFacts } from '../facts/layer-facts.ts';
import { collectAfterLarge } from '../source/bytes/young-garbage.ts';
import type { LayerSource, OpenedImage } from '../source/source.ts';
import type { ScanProgress } from './scanner.ts';

export interface LayerWithFacts {
  readonly source: LayerSource;
  readonly facts: LayerFacts;
}

export interface ReadLayers {
  /** Lowest first; a layer that could not be read is not among them. */
  readonly layers: readonly LayerWithFacts[];
  readonly problems: readonly ScanProblem[];
  /** Why the next scan has to read again what this one read. */
  readonly notes: readonly string[];
}

export interface ReadOptions {
  readonly facts: FactStore;
  readonly set: AnalyzerSet;
  readonly afresh: boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onProgress: ((progress: ScanProgress) => void) | undefined;
}

/** @throws ScanError when nothing more can be read at all */
export async function readLayers(image: OpenedImage, options: ReadOptions): Promise<ReadLayers> {
  const { facts: store, set, afresh, concurrency, signal, onProgress } = options;
  const known = new Map<LayerSource, LayerFacts>();
  if (!afresh) {
    await Promise.all(
      image.layers.map(async (layer) => {
        const facts = layer.diffId === undefined ? undefined : await store.get(layer.diffId, set.hash);
        if (facts !== undefined) known.set(layer, facts);
      }),
    );
  }
  const wanted = distinct(image.layers.filter((layer) => !known.has(layer)));
  const layersKnown = image.layers.length - wanted.length;
  const problems: ScanProblem[] = [];
  const notes = new Set<string>();
  const bytesTotal = wanted.reduce((sum, layer) => sum + layer.bytes, 0);
  let layersDone = layersKnown;
  let bytesDone = 0;

  function tell(): void {
    onProgress?.({
      phase: 'reading',
      layersDone,
      layersTotal: image.layers.length,
      layersKnown,
      bytesDone,
      bytesTotal,
    });
  }

  tell();
  if (wanted.length > 0) {
    const read = new Map<LayerSource, LayerFacts>();
    const failed = new Set<LayerSource>();
    /** Entries that were left out: told by the archive's reader, and part of what the layer is. */
    const leftOut = new Map<LayerSource, ScanProblem[]>();
    const held = createHeldBytes();
    const reading = image.read(wanted, {
      concurrency,
      signal,
      async visit(layer, entries) {
        const found = await analyzeLayer(entries, { set, signal, diffId: layer.diffId, held });
        read.set(layer, { ...found, diffId: layer.diffId ?? digestOf(found) });
      },
      progress(_layer, bytes) {
        bytesDone += bytes;
        tell();
      },
      failed(layer, problem) {
        failed.add(layer);
        problems.push(problem);
      },
      problem(layer, problem) {
        const told = leftOut.get(layer) ?? [];
        if (told.length < leftOutMost) told.push(problem);
        leftOut.set(layer, told);
      },
    });
    await reading.finally(() => held.close());
    for (const [layer, found] of read) {
      // What was made of a layer whose digest turned out wrong is not of that layer.
      if (failed.has(layer)) continue;
      const facts = { ...found, problems: [...found.problems, ...(leftOut.get(layer) ?? [])] };
      layersDone++;
      known.set(layer, facts);
      if (layer.diffId === undefined || facts.problems.some(({ code }) => passing.has(code))) continue;
      // A disk that is full or not to be written to costs the next scan its time, and this one nothing.
      await store.put(facts).catch((error: unknown) => {
        notes.add(`What was read could not be kept for the next scan: ${reasonOf(error)}`);
      });
    }
    tell();
  }

  collectAfterLarge();
  const byDiffId = new Map([...known].map(([layer, facts]) => [layer.diffId, facts]));
  const layers = image.layers.flatMap((source) => {
    const facts = known.get(source) ?? (source.diffId === undefined ? undefined : byDiffId.get(source.diffId));
    return facts === undefined ? [] : [{ source, facts }];
  });
  return { layers, problems: [...problems, ...layers.flatMap(({ facts }) => facts.problems)], notes: [...notes] };
}

/** Entries of one layer that are told to have been left out. */
const leftOutMost = 1000;

/** Problems that lie not in the layer but in what it was looked at with: facts that lack something for them are not kept. */
const passing: ReadonlySet<string> = new Set<ScanErrorCode>([
  'CLAMD_UNREACHABLE',
  'YARA_UNAVAILABLE',
  'SOURCE_UNREADABLE',
]);

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An image may hold the same layer twice; it is read once. */
function distinct(layers: readonly LayerSource[]): readonly LayerSource[] {
  const seen = new Set<Digest>();
  return layers.filter(({ diffId }) => {
    if (diffId === undefined) return true;
    if (seen.has(diffId)) return false;
    seen.add(diffId);
    return true;
  });
}

/** A folder is called by what was found in it. */
function digestOf(facts: Omit<LayerFacts, 'diffId'>): Digest {
  return `sha256:${createHash('sha256').update(JSON.stringify(facts)).digest('hex')}`;
}
