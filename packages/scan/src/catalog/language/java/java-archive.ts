/** Java archives (jar, war, ear, par and the like) and those within them. */
import type { FactSink } from '../../../facts/analyzer.ts';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import type { LayerEntry } from '../../../source/source.ts';
import type { Cataloger } from '../../cataloger.ts';
import { withinBounds } from '../bounds.ts';
import { fileName } from '../bystander.ts';
import { unique } from '../found.ts';
import { isJavaArchive } from './archive-name.ts';
import { readArchive } from './read-archive.ts';
import { isZip } from './zip.ts';

/** As much as fits the memory a whole scan may take; of larger ones what is whole within it is read. */
const window = 64 * 1024 * 1024;

export const javaArchive: Cataloger = {
  id: 'java-archive',
  version: '2',
  summary: 'Java archives and those nested in them',
  files: ['**/*.jar', '**/*.war', '**/*.ear', '**/*.par', '**/*.sar', '**/*.nar', '**/*.hpi', '**/*.jpi'],
  open: (sink) => ({
    wants: (entry) => (isJavaArchive(entry.path) && entry.kind === 'file' && entry.bytes > 0 ? window : 0),
    look: (file) => look(sink, file),
    close: () => {},
  }),
};

function look(sink: FactSink, { entry, bytes, whole }: { entry: LayerEntry; bytes: Uint8Array; whole: boolean }): void {
  const { path } = entry;
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!whole) {
    const message = `${path} has ${entry.bytes} bytes; only what lies whole within its first ${archive.length} bytes was looked at`;
    sink.problem({ code: 'FILE_TOO_LARGE', message, path });
  } else if (!isZip(archive) && archive.indexOf('PK\x03\x04', 0, 'latin1') < 0) {
    // A link that was copied as text, an empty placeholder: no archive, whatever its name.
    sink.passedOver('no archive in spite of its name');
    return;
  }
  const found: FoundPackage[] = [];
  readArchive(archive, {
    fileName: fileName(path),
    whole,
    found: (packages) => found.push(...packages),
    problem: (kind, within, reason) =>
      sink.problem({
        code: kind === 'bomb' ? 'ARCHIVE_BOMB' : 'ARCHIVE_CORRUPT',
        message: `${path}${within ?? ''}: ${reason}; the packages in it may be missing`,
        path,
      }),
  });
  const note = (reason: string) => sink.problem({ code: 'INVENTORY_UNREADABLE', message: `${path}: ${reason}`, path });
  const packages = withinBounds(unique(found), note);
  if (packages.length > 0) sink.inventory({ cataloger: javaArchive.id, path, packages, owned: [] });
}
