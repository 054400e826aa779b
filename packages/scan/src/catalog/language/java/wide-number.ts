/** Numbers of 64 bits in a zip archive. */

/** Of the field that has what does not fit into a header, one value after the other: APPNOTE 4.5.3. */
export function wideValues(bytes: Buffer, start: number, end: number): { next(): number | undefined } {
  let at = end;
  let stop = end;
  for (let field = start; field + 4 <= end; field += 4 + bytes.readUInt16LE(field + 2)) {
    if (bytes.readUInt16LE(field) !== 1) continue;
    at = field + 4;
    stop = Math.min(end, at + bytes.readUInt16LE(field + 2));
    break;
  }
  return {
    next() {
      if (at + 8 > stop) return undefined;
      at += 8;
      return wideAt(bytes, at - 8);
    },
  };
}

export function wideAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}
