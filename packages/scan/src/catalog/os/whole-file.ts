/** A cataloger that reads whole files of known paths, each of them for itself. */

import { ScanError } from '../../errors.ts';
import type { FactSink } from '../../facts/analyzer.ts';
import type { Inventory } from '../../facts/layer-facts.ts';
import type { Cataloger } from '../cataloger.ts';

export interface WholeFileCataloger {
  readonly id: string;
  readonly version: string;
  readonly summary: string;
  readonly files: readonly string[];
  /** Of exactly these paths. */
  readonly paths: ReadonlySet<string>;
  readonly mostBytes: number;
  /** @throws ScanError for what is no such file; becomes a problem. */
  read(
    bytes: Buffer,
    path: string,
    sink: FactSink,
  ): Promise<Omit<Inventory, 'cataloger' | 'path'>> | Omit<Inventory, 'cataloger' | 'path'>;
}

export function wholeFileCataloger({
  id,
  version,
  summary,
  files,
  paths,
  mostBytes,
  read,
}: WholeFileCataloger): Cataloger {
  return {
    id,
    version,
    summary,
    files,
    open: (sink) => ({
      // Of one that is too large a byte is enough to say so.
      wants: ({ path, kind, bytes }) => (kind === 'file' && paths.has(path) ? (bytes > mostBytes ? 1 : mostBytes) : 0),
      async look({ entry, bytes }) {
        const { path } = entry;
        if (bytes.byteLength < entry.bytes) {
          unreadable(sink, { id, path }, `it has ${entry.bytes} bytes, more than the ${mostBytes} that are read`);
          return;
        }
        try {
          const found = await read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), path, sink);
          sink.inventory({ cataloger: id, path, ...found });
        } catch (error) {
          if (!(error instanceof ScanError)) throw error;
          unreadable(sink, { id, path }, error.message);
        }
      },
      close() {},
    }),
  };
}

/** Of a file that was not looked at as a whole but put together; what cannot be read is a problem. */
export function takeInventory(
  sink: FactSink,
  { id, path }: { readonly id: string; readonly path: string },
  read: () => Omit<Inventory, 'cataloger' | 'path'>,
): void {
  try {
    sink.inventory({ cataloger: id, path, ...read() });
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    unreadable(sink, { id, path }, error.message);
  }
}

function unreadable(sink: FactSink, { id, path }: { readonly id: string; readonly path: string }, why: string): void {
  sink.problem({ code: 'INVENTORY_UNREADABLE', message: `${path} cannot be read as ${id}’s database: ${why}`, path });
}

export function unreadableInventory(message: string, cause?: unknown): ScanError {
  const hint = 'the packages it lists are missing from the report; rebuild the image if the file is broken there too';
  return new ScanError('INVENTORY_UNREADABLE', message, { hint, cause });
}
