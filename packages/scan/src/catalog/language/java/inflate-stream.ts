/** Deflated bytes unpacked as they go by. */
import { Inflate } from 'fflate';
import { createSweeper } from '../../../source/bytes/young-garbage.ts';
import { type Budget, ZipError } from './zip.ts';

export interface Inflater {
  /** @returns false when nobody needs more. @throws ZipError when they are broken, or beyond the budget */
  push(packed: Buffer): boolean;
}

/** What comes out of one piece is at once in memory: at most a thousand times as much. */
const piece = 8 * 1024;
/** Made and thrown away for each piece, as the collector should take it: a window of 32 KB that grows and is moved a few times. */
const garbage = 512 * 1024;

export function inflater(name: string, budget: Budget, take: (bytes: Buffer) => boolean): Inflater {
  let isWanted = true;
  const sweep = createSweeper();
  const inflate = new Inflate((bytes) => {
    sweep(2 * bytes.byteLength + garbage);
    budget.left -= bytes.byteLength;
    if (budget.left < 0) throw new ZipError('bomb', 'it and the archives in it unpack to more than is read');
    isWanted &&= take(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
  return {
    push(packed) {
      for (let at = 0; at < packed.length && isWanted; at += piece) {
        try {
          const { byteOffset, buffer } = packed;
          inflate.push(new Uint8Array(buffer, byteOffset + at, Math.min(piece, packed.length - at)));
        } catch (error) {
          if (error instanceof ZipError) throw error;
          throw new ZipError('corrupt', `${name} cannot be inflated`);
        }
      }
      return isWanted;
    },
  };
}
