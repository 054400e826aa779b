/** Small executables with the headers of real ones, for tests: sections with given content, and one writable segment for each. */

export interface Part {
  readonly name: string;
  readonly content: Uint8Array;
  readonly address: number;
  readonly writable?: boolean;
}

export interface ElfShape {
  readonly bits: 32 | 64;
  readonly bigEndian: boolean;
  /** false: as `strip --strip-section-headers` leaves it. */
  readonly sectionTable: boolean;
}

const usual: ElfShape = { bits: 64, bigEndian: false, sectionTable: true };

export function elf(parts: readonly Part[], shape: Partial<ElfShape> = {}): Buffer {
  const { bits, bigEndian, sectionTable } = { ...usual, ...shape };
  const wide = bits === 64;
  const head = wide ? 64 : 52;
  const programSize = wide ? 56 : 32;
  const sectionSize = wide ? 64 : 40;
  const names = Buffer.from(`\0${[...parts.map(({ name }) => name), '.shstrtab'].join('\0')}\0`);
  const contents = [...parts, { name: '.shstrtab', content: names, address: 0 }];
  const offsets: number[] = [];
  let at = align(head + parts.length * programSize);
  for (const { content } of contents) {
    offsets.push(at);
    at = align(at + content.length);
  }
  const table = at;
  const bytes = Buffer.alloc(table + (sectionTable ? (contents.length + 1) * sectionSize : 0) + 64);
  const half = (value: number, offset: number) =>
    bigEndian ? bytes.writeUInt16BE(value, offset) : bytes.writeUInt16LE(value, offset);
  const word = (value: number, offset: number) =>
    bigEndian ? bytes.writeUInt32BE(value, offset) : bytes.writeUInt32LE(value, offset);
  const long = (value: number, offset: number) => {
    if (!wide) word(value, offset);
    else if (bigEndian) bytes.writeBigUInt64BE(BigInt(value), offset);
    else bytes.writeBigUInt64LE(BigInt(value), offset);
  };
  bytes.write('\x7fELF', 0, 'latin1');
  bytes[4] = wide ? 2 : 1;
  bytes[5] = bigEndian ? 2 : 1;
  long(head, wide ? 0x20 : 0x1c);
  if (sectionTable) long(table, wide ? 0x28 : 0x20);
  half(parts.length, wide ? 0x38 : 0x2c);
  half(sectionTable ? contents.length + 1 : 0, wide ? 0x3c : 0x30);
  half(sectionTable ? contents.length : 0, wide ? 0x3e : 0x32);
  for (const [index, { content, address, writable }] of parts.entries()) {
    const from = head + index * programSize;
    word(1, from);
    word(writable === true ? 6 : 4, from + (wide ? 4 : 24));
    long(offsets[index] as number, from + (wide ? 8 : 4));
    long(address, from + (wide ? 16 : 8));
    long(content.length, from + (wide ? 32 : 16));
  }
  for (const [index, { name, content, address }] of contents.entries()) {
    Buffer.from(content).copy(bytes, offsets[index] as number);
    if (!sectionTable) continue;
    const from = table + (index + 1) * sectionSize;
    word(names.indexOf(`\0${name}\0`) + 1, from);
    word(1, from + 4);
    long(address, from + (wide ? 16 : 12));
    long(offsets[index] as number, from + (wide ? 24 : 16));
    long(content.length, from + (wide ? 32 : 20));
  }
  return bytes;
}

export function pe(parts: readonly Part[]): Buffer {
  const base = 0x140000000;
  const start = 0x80;
  const optional = start + 24;
  const table = optional + 240;
  let at = 0x400;
  const total = parts.reduce((sum, { content }) => sum + align(content.length), at);
  const bytes = Buffer.alloc(total + 64);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(start, 0x3c);
  bytes.write('PE\0\0', start, 'latin1');
  bytes.writeUInt16LE(parts.length, start + 6);
  bytes.writeUInt16LE(240, start + 20);
  bytes.writeUInt16LE(0x20b, optional);
  bytes.writeBigUInt64LE(BigInt(base), optional + 24);
  for (const [index, { name, content, address, writable }] of parts.entries()) {
    const from = table + index * 40;
    bytes.write(name, from, 8, 'latin1');
    bytes.writeUInt32LE(address - base, from + 12);
    bytes.writeUInt32LE(content.length, from + 16);
    bytes.writeUInt32LE(at, from + 20);
    bytes.writeUInt32LE(writable === true ? 0xc0000040 : 0x40000040, from + 36);
    Buffer.from(content).copy(bytes, at);
    at += align(content.length);
  }
  return bytes;
}

/** 64 bits, one segment a part. */
export function machO(parts: readonly Part[]): Buffer {
  const each = 72 + 80;
  let at = align(32 + parts.length * each);
  const total = parts.reduce((sum, { content }) => sum + align(content.length), at);
  const bytes = Buffer.alloc(total + 64);
  bytes.writeUInt32BE(0xcffaedfe, 0);
  bytes.writeUInt32LE(parts.length, 16);
  for (const [index, { name, content, address, writable }] of parts.entries()) {
    const from = 32 + index * each;
    bytes.writeUInt32LE(0x19, from);
    bytes.writeUInt32LE(each, from + 4);
    bytes.write('__DATA', from + 8, 'latin1');
    bytes.writeBigUInt64LE(BigInt(address), from + 24);
    bytes.writeBigUInt64LE(BigInt(at), from + 40);
    bytes.writeBigUInt64LE(BigInt(content.length), from + 48);
    bytes.writeUInt32LE(writable === true ? 3 : 1, from + 60);
    bytes.writeUInt32LE(1, from + 64);
    bytes.write(name, from + 72, 16, 'latin1');
    bytes.writeBigUInt64LE(BigInt(address), from + 72 + 32);
    bytes.writeBigUInt64LE(BigInt(content.length), from + 72 + 40);
    bytes.writeUInt32LE(at, from + 72 + 48);
    Buffer.from(content).copy(bytes, at);
    at += align(content.length);
  }
  return bytes;
}

/** A universal file with one program in it. */
export function universal(program: Buffer): Buffer {
  const bytes = Buffer.alloc(4096 + program.length);
  bytes.writeUInt32BE(0xcafebabe, 0);
  bytes.writeUInt32BE(1, 4);
  bytes.writeUInt32BE(4096, 16);
  bytes.writeUInt32BE(program.length, 20);
  program.copy(bytes, 4096);
  return bytes;
}

function align(offset: number): number {
  return Math.ceil(offset / 16) * 16;
}
