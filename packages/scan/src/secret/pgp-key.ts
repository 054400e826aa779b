/**
 * The first secret key packet of an armoured PGP block: is it one, and does a passphrase protect it?
 * RFC 9580: §6 armour with CRC-24, §4.2 packet headers, §5.5.3 secret key packets.
 */
import type { KeyState } from './private-key.ts';

const secretKey = 5;
const secretSubkey = 7;

export function pgpKeyState(armoured: string): KeyState {
  const lines = armoured.split(/\r?\n/).map((line) => line.trim());
  const body = lines.filter((line) => /^[A-Za-z0-9+/]+={0,2}$/.test(line)).join('');
  const told = lines.find((line) => /^=[A-Za-z0-9+/]{4}$/.test(line));
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length < 20) return 'unreadable';
  if (told !== undefined && Buffer.from(told.slice(1), 'base64').readUIntBE(0, 3) !== crc24(bytes)) return 'unreadable';
  const content = secretPacket(bytes);
  if (content === undefined) return 'unreadable';
  const usage = usageOf(content);
  return usage === undefined ? 'unreadable' : usage === 0 ? 'plain' : 'encrypted';
}

function crc24(bytes: Buffer): number {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1864cfb;
    }
  }
  return crc & 0xffffff;
}

function secretPacket(bytes: Buffer): Buffer | undefined {
  const header = bytes[0] as number;
  if ((header & 0x80) === 0) return undefined;
  const isNew = (header & 0x40) !== 0;
  const tag = isNew ? header & 0x3f : (header >> 2) & 0x0f;
  if (tag !== secretKey && tag !== secretSubkey) return undefined;
  if (!isNew) return bytes.subarray(1 + ([1, 2, 4, 0][header & 3] as number));
  const length = bytes[1] as number;
  return bytes.subarray(length < 192 ? 2 : length < 224 ? 3 : length === 255 ? 6 : 2);
}

/** The octet that says how the secret part is protected; 0 is not at all. */
function usageOf(content: Buffer): number | undefined {
  const version = content[0];
  if (version === 6 || version === 5) return content[10 + content.readUInt32BE(6)];
  if (version !== 4) return undefined;
  let at = 6;
  const number = (): void => {
    at += at + 2 <= content.length ? 2 + ((content.readUInt16BE(at) + 7) >> 3) : 1 << 20;
  };
  const curve = (): void => {
    at += 1 + (content[at] ?? 0);
  };
  const algorithm = content[5] as number;
  if (algorithm <= 3) for (let i = 0; i < 2; i++) number();
  else if (algorithm === 16) for (let i = 0; i < 3; i++) number();
  else if (algorithm === 17) for (let i = 0; i < 4; i++) number();
  else if (algorithm === 19 || algorithm === 22) {
    curve();
    number();
  } else if (algorithm === 18) {
    curve();
    number();
    curve();
  } else if (algorithm === 25 || algorithm === 27) at += 32;
  else return undefined;
  return content[at];
}
