/**
 * rpm's own database format (`Packages.db`, SUSE): slots that tell where each header lies.
 * After the description of the format in rpm's lib/backend/ndb/rpmpkg.c; all numbers little-endian.
 */
import type { FileView } from './file-view.ts';
import { unreadableInventory } from './whole-file.ts';

const headerMagic = 0x506d7052; // RpmP
const slotMagic = 0x746f6c53; // Slot
const blobMagic = 0x53626c42; // BlbS
const pageBytes = 4096;
const slotBytes = 16;
const blockBytes = 16;
const blobHeaderBytes = 16;
const mostSlotPages = 2048;

/** @throws ScanError when the file is none, or a slot points outside of it */
export function* ndbHeaders(file: FileView): Iterable<Buffer> {
  const head = file.bytes(0, pageBytes);
  if (head.length < pageBytes || head.readUInt32LE(0) !== headerMagic)
    throw unreadableInventory('it has no ndb header');
  if (head.readUInt32LE(4) !== 0)
    throw unreadableInventory(`it is of ndb version ${head.readUInt32LE(4)}, which is not known`);
  const slotPages = head.readUInt32LE(12);
  if (slotPages === 0 || slotPages > mostSlotPages || slotPages * pageBytes > file.length) {
    throw unreadableInventory(`it claims ${slotPages} pages of slots`);
  }
  for (let start = 0; start < slotPages * pageBytes; start += pageBytes) {
    // What its slots lead to is read meanwhile.
    const page = Buffer.from(file.bytes(start, pageBytes));
    // The header takes the place of the first two slots.
    for (let at = start === 0 ? 2 * slotBytes : 0; at < pageBytes; at += slotBytes) {
      if (page.readUInt32LE(at) !== slotMagic) throw unreadableInventory(`there is no slot at byte ${start + at}`);
      const blockAt = page.readUInt32LE(at + 8);
      if (blockAt === 0) continue;
      yield blobAt(file, { start: blockAt * blockBytes, index: page.readUInt32LE(at + 4) });
    }
  }
}

function blobAt(file: FileView, { start, index }: { readonly start: number; readonly index: number }): Buffer {
  const from = start + blobHeaderBytes;
  const head = file.bytes(start, blobHeaderBytes);
  if (from > file.length || head.readUInt32LE(0) !== blobMagic || head.readUInt32LE(4) !== index) {
    throw unreadableInventory(`package ${index} is not at byte ${start}`);
  }
  const length = head.readUInt32LE(12);
  if (from + length > file.length) throw unreadableInventory(`package ${index} is longer than the file`);
  return file.bytes(from, length);
}
