/** Texts of a bun.lockb: eight bytes that hold up to eight bytes of text, or tell where a longer one lies. */
import type { Range } from './numbers.ts';

export interface Texts {
  /** @throws Error when the text lies outside of where texts are, is overlong, or they come to be too many */
  at(place: number): string;
}

/** The longest name of a package. */
const longest = 512;
/** What many handles to one text may make of it, in sizes of the file; a real file has less than one. */
const mostTimes = 8;

export function textsIn(file: Buffer, { start, end }: Range): Texts {
  let left = mostTimes * file.length;

  function longText(place: number): string {
    const offset = file.readUInt32LE(place);
    const length = file.readUInt32LE(place + 4) & 0x7fff_ffff;
    if (offset + length > end - start) {
      throw new Error(`the text at byte ${place} is said to be ${offset} to ${offset + length} of ${end - start}`);
    }
    if (length > longest) throw new Error(`the text at byte ${place} has ${length} bytes, more than ${longest}`);
    left -= length;
    if (left < 0) throw new Error(`its texts are more than ${mostTimes} times as long as the file`);
    return file.toString('utf8', start + offset, start + offset + length);
  }

  return { at: (place) => ((file[place + 7] ?? 0) < 0x80 ? shortText(file, place) : longText(place)) };
}

/** It ends at a zero byte when it is shorter than eight. */
function shortText(file: Buffer, place: number): string {
  let end = place;
  while (end < place + 8 && file[end] !== 0) end++;
  return file.toString('utf8', place, end);
}
