import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutInto } from '../tar/tar-archive.fixture.ts';
import { GrpcError, messagesIn } from './grpc.ts';
import { decodeMessage, encodeMessage, ProtobufError } from './protobuf.ts';

describe('a message', () => {
  it('says what was put into it', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: Number.MAX_SAFE_INTEGER }), (text, count) => {
        const message = decodeMessage(
          encodeMessage([
            [1, text],
            [3, count],
            [20, text],
          ]),
        );
        expect([message.text(1), message.count(3), message.text(20), message.text(4), message.count(5)]).toEqual([
          text,
          count,
          text,
          '',
          0,
        ]);
      }),
    );
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeMessage(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('messages in an answer', () => {
  const frame = (bytes: Uint8Array) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(bytes.length, 1);
    return Buffer.concat([head, bytes]);
  };

  it('are the same however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 })),
        fc.integer({ min: 1, max: 400 }),
        async (messages, chunk) => {
          const found = await Array.fromAsync(messagesIn(cutInto(Buffer.concat(messages.map(frame)), chunk)));
          expect(found.map((one) => [...one])).toEqual(messages.map((one) => [...one]));
        },
      ),
    );
  });

  it('are refused when cut short, compressed or too large', async () => {
    const all = (bytes: Buffer) => Array.fromAsync(messagesIn(cutInto(bytes, 3)));
    await expect(all(frame(Buffer.from('abc')).subarray(0, 6))).rejects.toThrow(GrpcError);
    await expect(all(Buffer.from([1, 0, 0, 0, 0]))).rejects.toThrow('compressed');
    await expect(all(Buffer.from([0, 255, 255, 255, 255]))).rejects.toThrow('4294967295 bytes');
  });
});
