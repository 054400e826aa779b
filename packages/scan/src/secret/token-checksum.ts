/**
 * Tokens that end in a checksum: CRC-32 of what comes before, as six characters of base 62.
 * GitHub, "Behind GitHub's new authentication token formats" (2021): 30 random characters, then the checksum of those; npm's `npm_`
 * tokens took the same form. The order of the digits is not written down anywhere binding, so both customary ones count.
 */
import { crc32 } from 'node:zlib';

const digits = '0123456789';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const alphabets = [digits + upper + upper.toLowerCase(), digits + upper.toLowerCase() + upper] as const;

/** @param body the token after its prefix, checksum included */
export function hasChecksum(body: string): boolean {
  const random = body.slice(0, -6);
  const told = body.slice(-6);
  return random !== '' && alphabets.some((alphabet) => base62(crc32(random), alphabet) === told);
}

/** The six characters for it; what makes test tokens. */
export function checksumOf(random: string): string {
  return base62(crc32(random), alphabets[0]);
}

function base62(value: number, alphabet: string): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = `${alphabet[rest % 62]}${text}`;
  return text.padStart(6, '0');
}
