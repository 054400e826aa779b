/** Entries of a layer that a test writes down instead of reading an archive. */
import type { LayerEntry, SourceEntry } from '../source/source.ts';

export type Written = Partial<LayerEntry> & { readonly path: string; readonly content?: string | Uint8Array };

const chunkBytes = 64 * 1024;

export async function* entriesOf(written: readonly Written[]): AsyncGenerator<SourceEntry> {
  for (const { content = '', ...rest } of written) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const entry: LayerEntry = {
      kind: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      modifiedAt: 0,
      target: undefined,
      capabilities: undefined,
      bytes: bytes.byteLength,
      ...rest,
    };
    yield {
      entry,
      async read(most, into) {
        const read = bytes.subarray(0, most);
        if (into === undefined || into.length < read.byteLength) return read;
        into.set(read);
        return into.subarray(0, read.byteLength);
      },
      async *chunks() {
        for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
      },
    };
  }
}
