import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** A megabyte at a time: a generation of everything there is has hundreds. */
export function sha256Of(file: string): string {
  const digest = createHash('sha256');
  const piece = Buffer.allocUnsafe(1 << 20);
  const descriptor = openSync(file, 'r');
  try {
    for (let got = readSync(descriptor, piece); got > 0; got = readSync(descriptor, piece))
      digest.update(piece.subarray(0, got));
  } finally {
    closeSync(descriptor);
  }
  return digest.digest('hex');
}
