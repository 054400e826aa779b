/** Java archives (jar, war, ear, par and the like) and those within them. */
import type { FactSink, Follower } from '../../../facts/analyzer.ts';
import type { FoundPackage } from '../../../facts/layer-facts.ts';
import type { LayerEntry } from '../../../source/source.ts';
import type { Cataloger } from '../../cataloger.ts';
import { withinBounds } from '../bounds.ts';
import { fileName } from '../bystander.ts';
import { unique } from '../found.ts';
import { isJavaArchive } from './archive-name.ts';
import { type ArchiveVisitor, followArchive, readArchive } from './read-archive.ts';
import { isZip } from './zip.ts';

/** Larger ones are looked through as they go by. */
const mostHeld = 16 * 1024 * 1024;

export const javaArchive: Cataloger = {
  id: 'java-archive',
  version: '4',
  summary: 'Java archives and those nested in them',
  files: ['**/*.jar', '**/*.war', '**/*.ear', '**/*.par', '**/*.sar', '**/*.nar', '**/*.hpi', '**/*.jpi'],
  open: (sink) => ({
    wants: (entry) => (isArchive(entry) && entry.bytes <= mostHeld ? entry.bytes : 0),
    look: (file) => look(sink, file),
    follow: (entry) => (isArchive(entry) && entry.bytes > mostHeld ? follow(sink, entry) : undefined),
    close: () => {},
  }),
};

function isArchive({ path, kind }: LayerEntry): boolean {
  return isJavaArchive(path) && kind === 'file';
}

function look(sink: FactSink, { entry, bytes, whole }: { entry: LayerEntry; bytes: Uint8Array; whole: boolean }): void {
  const archive = bufferOf(bytes);
  if (!whole) cut(sink, entry, archive.length);
  else if (!isZip(archive) && archive.indexOf('PK\x03\x04', 0, 'latin1') < 0) {
    noArchive(sink);
    return;
  }
  const { visitor, tell } = gatherer(sink, entry.path);
  readArchive(archive, whole, visitor);
  tell();
}

function follow(sink: FactSink, entry: LayerEntry): Follower {
  const { visitor, tell } = gatherer(sink, entry.path);
  const archive = followArchive(entry.bytes, visitor);
  let seen = 0;
  return {
    chunk(bytes) {
      seen += bytes.byteLength;
      return archive.push(bufferOf(bytes));
    },
    end(whole) {
      if (!whole) cut(sink, entry, seen);
      if (archive.end(whole)) tell();
      else if (whole) noArchive(sink);
    },
  };
}

/** Told of one file: what is wrong with one part after another need not be heard a thousand times. */
const mostProblems = 20;

/** Packages of one file, and what is wrong with it: each thing once, and no more of them than somebody reads. */
function gatherer(sink: FactSink, path: string): { readonly visitor: ArchiveVisitor; tell(): void } {
  const found: FoundPackage[] = [];
  const told = new Set<string>();
  let untold = 0;
  return {
    visitor: {
      fileName: fileName(path),
      found(packages) {
        for (const each of packages) found.push(each);
      },
      problem(kind, within, reason) {
        const message = `${path}${within ?? ''}: ${reason}; the packages in it may be missing`;
        if (told.has(message)) return;
        if (told.size === mostProblems) {
          untold++;
          return;
        }
        told.add(message);
        sink.problem({ code: kind === 'bomb' ? 'ARCHIVE_BOMB' : 'ARCHIVE_CORRUPT', message, path });
      },
    },
    tell() {
      const note = (reason: string) =>
        sink.problem({ code: 'INVENTORY_UNREADABLE', message: `${path}: ${reason}`, path });
      if (untold > 0) note(`${untold} more times a part of it could not be read; the packages in it may be missing`);
      const packages = withinBounds(unique(found), note);
      if (packages.length > 0) sink.inventory({ cataloger: javaArchive.id, path, packages, owned: [] });
    },
  };
}

function cut(sink: FactSink, { path, bytes }: LayerEntry, seen: number): void {
  const message = `${path} has ${bytes} bytes; only what lies whole within its first ${seen} bytes was looked at`;
  sink.problem({ code: 'FILE_TOO_LARGE', message, path });
}

/** A link that was copied as text, an empty placeholder: whatever its name. */
function noArchive(sink: FactSink): void {
  sink.passedOver('no archive in spite of its name');
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
