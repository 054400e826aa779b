/**
 * One pass over one layer, with every analyzer looking at each entry.
 *
 * in     the entries of a layer, in the order its archive has them
 * out    the layer's facts
 * holds  at most the bytes one file's analyzers want of its beginning are in memory, and all layers of a scan together hold no more of
 *        them than they may; an analyzer that throws over a file becomes a problem that names the file
 */
import type { Digest } from '@plimsoll/core';
import type { LayerEntry, SourceEntry } from '../source/source.ts';
import type { FactSink, LayerPass } from './analyzer.ts';
import type { AnalyzerSet } from './analyzer-set.ts';
import { type Following, followFile } from './follow-file.ts';
import { createGatherer } from './gather.ts';
import { createHeldBytes, type HeldBytes } from './held-bytes.ts';
import type { LayerFacts, Whiteout } from './layer-facts.ts';
import { createPathSetBuilder } from './path-set.ts';
import { createScratch } from './scratch.ts';
import { troubleWith } from './trouble.ts';

interface Running {
  readonly id: string;
  readonly pass: LayerPass;
}

export interface AnalyzeOptions {
  readonly set: AnalyzerSet;
  readonly signal: AbortSignal;
  readonly diffId: Digest | undefined;
  /** Of all layers of a scan; undefined: of this one alone. */
  readonly held?: HeldBytes | undefined;
}

/** The facts without their diff id, which a folder has only once it was read. */
export async function analyzeLayer(
  entries: AsyncIterable<SourceEntry>,
  { set, signal, diffId, held = createHeldBytes() }: AnalyzeOptions,
): Promise<Omit<LayerFacts, 'diffId'>> {
  const { sink, whiteout: hide, gathered } = createGatherer(diffId);
  const passes = set.analyzers.map((analyzer): Running => ({ id: analyzer.id, pass: analyzer.open(sink) }));
  const following = passes.filter(({ pass }) => pass.follow !== undefined);
  const files = createPathSetBuilder();
  const scratch = createScratch(held, signal);
  const wants = new Float64Array(passes.length);
  let count = 0;
  let total = 0;

  for await (const source of entries) {
    signal.throwIfAborted();
    count++;
    const { entry } = source;
    const whiteout = whiteoutOf(entry);
    if (whiteout !== undefined) {
      hide(whiteout);
      continue;
    }
    if (entry.kind !== 'directory') files.add(entry.path);
    if (entry.kind === 'file') total += entry.bytes;
    const most = wantedBy(passes, entry.kind === 'hardlink' ? asFile(entry) : entry, { wants, sink });
    const followers = entry.kind === 'file' ? followersOf(following, entry, sink) : [];
    if (most === 0 && followers.length === 0) continue;
    if (entry.kind === 'hardlink' && entry.target !== undefined) {
      // Its bytes went by under another name; the merge reads what was found there as being here too.
      sink.link(entry.path, entry.target, true);
      continue;
    }
    if (entry.kind !== 'file') continue;
    const wanted = Math.min(most, entry.bytes);
    const head = await scratch.take(wanted);
    try {
      const bytes =
        followers.length === 0
          ? await source.read(wanted, head)
          : await followFile(source, { followers, head, sink, signal });
      if (most > 0) await look(passes, { entry, bytes, whole: bytes.byteLength >= entry.bytes }, { wants, sink });
    } finally {
      scratch.done();
    }
  }
  for (const { id, pass } of passes) {
    try {
      await pass.close();
    } catch (error) {
      sink.problem(troubleWith(id, '', error));
    }
  }
  return {
    schema: 1,
    analyzers: set.hash,
    entries: count,
    bytes: total,
    files: files.encode(),
    ...gathered,
  };
}

/** A hard link has no bytes in an archive, and how many it leads to is not told there: enough for nobody to think it empty. */
function asFile(link: LayerEntry): LayerEntry {
  return { ...link, kind: 'file', bytes: 64 * 1024 };
}

interface Wanted {
  readonly wants: Float64Array;
  readonly sink: FactSink;
}

function wantedBy(passes: readonly Running[], entry: LayerEntry, { wants, sink }: Wanted): number {
  let most = 0;
  for (let index = 0; index < passes.length; index++) {
    const { id, pass } = passes[index] as Running;
    let bytes = 0;
    try {
      bytes = pass.wants(entry);
    } catch (error) {
      sink.problem(troubleWith(id, entry.path, error));
    }
    wants[index] = bytes;
    if (bytes > most) most = bytes;
  }
  return most;
}

function followersOf(following: readonly Running[], entry: LayerEntry, sink: FactSink): Following[] {
  const followers: Following[] = [];
  for (const { id, pass } of following) {
    try {
      const follower = pass.follow?.(entry);
      if (follower !== undefined) followers.push({ id, follower });
    } catch (error) {
      sink.problem(troubleWith(id, entry.path, error));
    }
  }
  return followers;
}

async function look(
  passes: readonly Running[],
  file: Parameters<LayerPass['look']>[0],
  { wants, sink }: Wanted,
): Promise<void> {
  for (let index = 0; index < passes.length; index++) {
    if (wants[index] === 0) continue;
    const { id, pass } = passes[index] as Running;
    try {
      const pending = pass.look(file);
      if (pending !== undefined) await pending;
    } catch (error) {
      sink.problem(troubleWith(id, file.entry.path, error));
    }
  }
}

/** `.wh.` files as the OCI image specification has them: https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
export function whiteoutOf({ path, kind }: LayerEntry): Whiteout | undefined {
  if (kind === 'directory') return undefined;
  const slash = path.lastIndexOf('/');
  if (!path.startsWith('.wh.', slash + 1)) return undefined;
  const folder = slash === -1 ? '' : path.slice(0, slash);
  const name = path.slice(slash + 1 + '.wh.'.length);
  if (name === '.wh..opq') return { path: folder, opaque: true };
  // Other `.wh..wh.` names are a union file system's own bookkeeping.
  if (name === '' || name.startsWith('.wh.')) return { path, opaque: false };
  return { path: folder === '' ? name : `${folder}/${name}`, opaque: false };
}
