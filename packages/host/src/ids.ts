import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32: nothing that reads like something else
const bytesEach = 16;

/**
 * Ids of 80 random bits as 16 characters. Random from the first character, so that people can name one by its beginning. Taken from a
 * pool: every event gets one.
 */
export function createIds(): () => string {
  const pool = new Uint8Array(bytesEach * 512);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    let id = '';
    for (const byte of pool.subarray(used, used + bytesEach)) id += alphabet[byte & 31];
    used += bytesEach;
    return id;
  };
}
