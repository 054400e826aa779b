/** PAX extended headers: POSIX.1-2001 pax, "length keyword=value\n". */
import { TarError } from './tar-header.ts';

const KNOWN = new Set([
  ...['path', 'linkpath', 'size', 'uid', 'gid', 'mtime'],
  ...['GNU.sparse.major', 'GNU.sparse.minor', 'GNU.sparse.name', 'GNU.sparse.realsize', 'GNU.sparse.size'],
  'GNU.sparse.map',
]);
const CAPABILITY = 'SCHILY.xattr.security.capability';
const CAPABILITY_BASE64 = 'LIBARCHIVE.xattr.security.capability';

export interface PaxRecords {
  /** Of the keywords we know; the last one of a name counts. */
  readonly fields: Readonly<Record<string, string>>;
  readonly capabilities: Uint8Array | undefined;
  /** GNU sparse 0.0: offset and length in turn, in the order written. */
  readonly sparsePairs: readonly string[];
}

/** @throws TarError */
export function parsePax(bytes: Buffer): PaxRecords {
  const fields: Record<string, string> = {};
  const sparsePairs: string[] = [];
  let capabilities: Uint8Array | undefined;
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const space = bytes.indexOf(0x20, at);
    const length = space > at && space - at < 8 ? Number(bytes.toString('latin1', at, space)) : Number.NaN;
    const end = at + length;
    const equals = bytes.indexOf(0x3d, space + 1);
    const isSound = Number.isInteger(length) && end <= bytes.length && equals !== -1 && equals < end;
    if (!isSound || end <= space || bytes[end - 1] !== 0x0a)
      throw new TarError('corrupt', 'an extended header is no list of records');
    const key = bytes.toString('latin1', space + 1, equals);
    // Capabilities are bytes; everything else we want is text.
    if (key === CAPABILITY) capabilities = Uint8Array.from(bytes.subarray(equals + 1, end - 1));
    else if (key === CAPABILITY_BASE64) {
      capabilities ??= Uint8Array.from(Buffer.from(bytes.toString('latin1', equals + 1, end - 1), 'base64'));
    } else if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') {
      sparsePairs.push(bytes.toString('latin1', equals + 1, end - 1));
    } else if (KNOWN.has(key)) {
      const value = bytes.toString('utf8', equals + 1, end - 1);
      if (value.includes('\0')) throw new TarError('corrupt', `an extended header's ${key} has a zero byte in it`);
      fields[key] = value;
    }
    at = end;
  }
  return { fields, capabilities, sparsePairs };
}
