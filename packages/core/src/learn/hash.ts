/**
 * Hashes that are the same on every host and in every run: baselines of different nodes are merged by them.
 * 32 bits, MurmurHash3's finaliser over words (Appleby, public domain). Not for secrets.
 */
export function hashWord(seed: number, word: number): number {
  let h = (seed ^ word) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function hashText(seed: number, text: string): number {
  let h = hashWord(seed, text.length);
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) + 0x9e3779b9;
  return hashWord(h >>> 0, seed);
}
