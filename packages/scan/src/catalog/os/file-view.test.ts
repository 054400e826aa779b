import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldFile, packFile } from './file-view.ts';

describe('a packed file', () => {
  it('has the bytes it has when it is held, wherever they are asked for', () => {
    const content = fc.tuple(fc.nat(3_000_000), fc.nat(255)).map(([bytes, step]) => {
      const file = Buffer.alloc(bytes);
      for (let at = 0; at < bytes; at += step + 1) file[at] = (at * 31) >>> 8;
      return file;
    });
    fc.assert(
      fc.property(
        content,
        fc.integer({ min: 1, max: 700_000 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(600_000))),
        (file, chunk, parts) => {
          const packer = packFile();
          for (let at = 0; at < file.length; at += chunk) {
            const lent = Buffer.from(file.subarray(at, at + chunk));
            packer.add(lent);
            lent.fill(0xee);
          }
          const packed = packer.view();
          const held = heldFile(file);
          expect(packed.length).toBe(file.length);
          for (const [anywhere, length] of [...parts, [file.length - 1, 10] as const, [file.length, 10] as const]) {
            const at = Math.max(0, anywhere % (file.length + 10));
            expect(packed.bytes(at, length).equals(held.bytes(at, length))).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
