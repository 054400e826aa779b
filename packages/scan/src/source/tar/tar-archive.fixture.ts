/** Tar archives written byte by byte, sound ones and others. */

export interface WrittenMember {
  readonly name: string;
  /** '0' file, '1' hard link, '2' symbolic link, '5' folder … */
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly mode?: number;
  readonly uid?: number;
  readonly link?: string;
  /** Records of a PAX header before it. */
  readonly pax?: Readonly<Record<string, string | Uint8Array>>;
  /** Written in the header in place of the content's. */
  readonly size?: number;
  readonly change?: (header: Buffer) => void;
}

export function tarHeader({
  name,
  type = '0',
  content = '',
  mode = 0o644,
  uid = 0,
  link = '',
  size,
  change,
}: WrittenMember): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  octal(header, mode, 100, 8);
  octal(header, uid, 108, 8);
  octal(header, 0, 116, 8);
  octal(header, size ?? Buffer.byteLength(content), 124, 12);
  octal(header, 1_700_000_000, 136, 12);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\0', 257, 'latin1');
  header.write('00', 263);
  change?.(header);
  seal(header);
  return header;
}

/** Writes the checksum anew. */
export function seal(header: Buffer): void {
  header.fill(' ', 148, 156);
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

export function tarArchive(members: readonly WrittenMember[], end = 1024): Buffer {
  const parts: Buffer[] = [];
  for (const member of members) {
    if (member.pax !== undefined) {
      const records = Buffer.concat(Object.entries(member.pax).map(([key, value]) => paxRecord(key, value)));
      parts.push(tarHeader({ name: 'PaxHeaders/x', type: 'x', content: records }), padded(records));
    }
    parts.push(tarHeader(member), padded(Buffer.from(member.content ?? '')));
  }
  return Buffer.concat([...parts, Buffer.alloc(end)]);
}

export function paxRecord(key: string, value: string | Uint8Array): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

export function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** The same bytes, cut into chunks. */
export async function* cutInto(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function octal(header: Buffer, value: number, at: number, length: number): void {
  header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
}
