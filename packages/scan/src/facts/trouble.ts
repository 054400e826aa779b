/** What becomes of an error an analyzer throws. */
import type { FactSink } from './analyzer.ts';

/** An analyzer reports what it cannot read by itself: what is thrown is a fault of ours, and must not cost the rest of the image. */
export function troubleWith(analyzer: string, path: string, error: unknown): Parameters<FactSink['problem']>[0] {
  const reason = error instanceof Error ? error.message : String(error);
  const where = path === '' ? 'at the end of the layer' : path;
  return { code: 'INVENTORY_UNREADABLE', message: `${analyzer} gave up at ${where}: ${reason}`, path };
}
