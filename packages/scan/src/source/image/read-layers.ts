/** Several layers at once, from a source that can begin anywhere. */
import type { ByteStream } from '../bytes/byte-stream.ts';
import type { LayerReader, LayerSource } from '../source.ts';
import type { LayerLimits } from './limits.ts';
import { isForeignLayer } from './media-type.ts';
import { layerName, readLayer } from './read-layer.ts';

export interface LayersJob {
  readonly image: string;
  readonly limits: LayerLimits;
  blob(layer: LayerSource, signal: AbortSignal): ByteStream;
}

export async function readLayers(wanted: readonly LayerSource[], reader: LayerReader, job: LayersJob): Promise<void> {
  const { image, limits } = job;
  // One that breaks ends the others: nothing is left running behind a rejection.
  const stop = new AbortController();
  const signal = AbortSignal.any([reader.signal, stop.signal]);
  const inner: LayerReader = {
    ...reader,
    signal,
    visit: (layer, entries) => reader.visit(layer, entries),
    failed: (layer, problem) => reader.failed(layer, problem),
    progress: (layer, bytes) => reader.progress?.(layer, bytes),
    problem: (layer, problem) => reader.problem?.(layer, problem),
  };
  // Large ones first, so that none of them is left to the end alone.
  const queue = wanted.filter((layer) => !refuseForeign(layer, image, reader)).sort((a, b) => b.bytes - a.bytes);
  const lane = async (): Promise<void> => {
    for (let layer = queue.shift(); layer !== undefined; layer = queue.shift()) {
      signal.throwIfAborted();
      await readLayer({ layer, blob: job.blob(layer, signal), image, reader: inner, limits });
    }
  };
  const lanes = Array.from({ length: Math.max(1, Math.min(reader.concurrency, queue.length)) }, () =>
    lane().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  );
  const ends = await Promise.allSettled(lanes);
  reader.signal.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw stop.signal.reason ?? end.reason;
}

/** Such a layer lies on its maker's server, by its licence not here. */
function refuseForeign(layer: LayerSource, image: string, reader: LayerReader): boolean {
  if (!isForeignLayer(layer.mediaType)) return false;
  const message = `${layerName(layer, image)} may not be kept in registries (${layer.mediaType}) and was not read.`;
  reader.failed(layer, { code: 'LAYER_FOREIGN', message, layer: layer.diffId ?? layer.digest, path: undefined });
  return true;
}
