/** As much of protocol buffers as a few small messages need: https://protobuf.dev/programming-guides/encoding/ */

/** A field's number and its value: a string or bytes, or a count. */
export type Field = readonly [number: number, value: string | number];

export interface Message {
  text(field: number): string;
  count(field: number): number;
  bytes(field: number): Buffer;
  /** Every occurrence of a field with a length. */
  all(field: number): readonly Buffer[];
}

const EMPTY: Buffer = Buffer.alloc(0);
const FIELDS_MOST = 100_000;

export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

export function encodeMessage(fields: readonly Field[]): Buffer {
  const parts: Buffer[] = [];
  for (const [number, value] of fields) {
    if (typeof value === 'number') parts.push(varint(number * 8), varint(value));
    else {
      const bytes = Buffer.from(value);
      parts.push(varint(number * 8 + 2), varint(bytes.length), bytes);
    }
  }
  return Buffer.concat(parts);
}

/** Fields of the result are parts of `bytes`, not copies. @throws ProtobufError */
export function decodeMessage(bytes: Buffer): Message {
  const delimited = new Map<number, Buffer[]>();
  const counts = new Map<number, number>();
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = bytes[at++];
      if (byte === undefined) throw new ProtobufError('a message ends in a number');
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw new ProtobufError('a number in a message has no end');
  };
  for (let fields = 0; at < bytes.length; fields++) {
    if (fields > FIELDS_MOST) throw new ProtobufError('a message has too many fields');
    const key = next();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        counts.set(number, next());
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = next();
        if (length > bytes.length - at) throw new ProtobufError('a message ends in a field');
        const found = delimited.get(number) ?? [];
        found.push(bytes.subarray(at, at + length));
        delimited.set(number, found);
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new ProtobufError('a message has a field of no known kind');
    }
  }
  if (at > bytes.length) throw new ProtobufError('a message ends in a field');
  const all = (field: number) => delimited.get(field) ?? [];
  // Of a field that comes more than once the last counts.
  const last = (field: number) => all(field).at(-1) ?? EMPTY;
  return { all, bytes: last, text: (field) => last(field).toString(), count: (field) => counts.get(field) ?? 0 };
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
  return Buffer.from(bytes);
}
