/** What a cataloger says of a layer that a test writes down. */
import { analyzeLayer } from '../../facts/analyze-layer.ts';
import { analyzerSet } from '../../facts/analyzer-set.ts';
import { entriesOf, type Written } from '../../facts/entries.fixture.ts';
import type { LayerFacts } from '../../facts/layer-facts.ts';
import type { Cataloger } from '../cataloger.ts';

export function catalogued(
  catalogers: Cataloger | readonly Cataloger[],
  written: readonly Written[],
): Promise<Omit<LayerFacts, 'diffId'>> {
  const set = analyzerSet([catalogers].flat());
  return analyzeLayer(entriesOf(written), { set, signal: new AbortController().signal, diffId: undefined });
}

export const file = (path: string, content: string | Uint8Array, mode = 0o644): Written => ({ path, content, mode });
export const symlink = (path: string, target: string): Written => ({ path, kind: 'symlink', target, mode: 0o777 });
export const hardlink = (path: string, target: string, mode = 0o644): Written => ({
  path,
  kind: 'hardlink',
  target,
  mode,
});
