/** The small documents of an archive that goes by, and where everything else was. */
import { ScanError } from '../../errors.ts';
import { one } from '../bytes/byte-stream.ts';
import { CONFIG_MOST } from '../image/image-config.ts';
import type { TarMember, TarReader } from '../tar/tar-reader.ts';
import type { Files } from './files.ts';
import { followed, linkTarget, type Place } from './tar-files.ts';

export interface Spool {
  /** Remembers where a member is, whoever reads it. */
  note(path: string, member: TarMember): void;
  /** Keeps the member at hand if it is a document. */
  offer(path: string, member: TarMember, tar: TarReader): Promise<void>;
  /** Where a path leads in the end, through links. undefined: nowhere. */
  resolve(path: string): string | undefined;
  sizeOf(path: string): number;
  /** Those that were kept. */
  readonly files: Files;
}

const DOCUMENTS_BYTES_MOST = 64 * 1024 * 1024;
const MEMBERS_MOST = 100_000;
const DOCUMENT = /^(?:[^/]+\.json|blobs\/sha(?:256|512)\/[0-9a-f]+|oci-layout)$/;

export function createSpool(name: string): Spool {
  const documents = new Map<string, Buffer>();
  const places = new Map<string, Place>();
  /** Of each place: its own path, by the offset that stands for it. */
  const byOffset = new Map<number, string>();
  let kept = 0;

  const place = (path: string) => followed(places, path);
  return {
    note(path, member) {
      if (places.size >= MEMBERS_MOST) {
        throw new ScanError('ARCHIVE_CORRUPT', `${name} has more than ${MEMBERS_MOST} files.`, {
          hint: 'No engine saves so many.',
        });
      }
      if (member.type === 0x31 || member.type === 0x32) {
        const link = linkTarget(path, member.linkName, member.type === 0x31);
        if (link !== undefined) places.set(path, { link });
      } else if (isFile(member)) {
        places.set(path, { offset: member.offset, bytes: member.bytes });
        byOffset.set(member.offset, path);
      }
    },
    async offer(path, member, tar) {
      if (!isFile(member)) return;
      if (!DOCUMENT.test(path) || member.bytes > CONFIG_MOST || kept + member.bytes > DOCUMENTS_BYTES_MOST) return;
      const bytes = await tar.read(member.bytes);
      // Blobs are layers as well as documents.
      if (bytes[0] !== 0x7b && bytes[0] !== 0x5b) return;
      documents.set(path, bytes);
      kept += bytes.length;
    },
    resolve(path) {
      const found = place(path);
      return found === undefined ? undefined : byOffset.get(found.offset);
    },
    sizeOf: (path) => place(path)?.bytes ?? 0,
    files: {
      name,
      async find(path) {
        const at = place(path);
        const bytes = at === undefined ? undefined : documents.get(byOffset.get(at.offset) ?? '');
        return bytes === undefined ? undefined : { bytes: bytes.length, stream: () => one(bytes) };
      },
      close: async () => {},
    },
  };
}

function isFile({ type, name }: TarMember): boolean {
  return (type === 0 || type === 0x30) && !name.endsWith('/');
}
