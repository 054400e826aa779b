/**
 * Reading and writing bytes: little endian, unsigned LEB128 numbers, UTF-8 texts.
 *
 * in     values to write; bytes of any origin to read
 * out    bytes that are the same for the same values; values, or a BASELINE_CORRUPT error that says where
 * holds  a reader never reads beyond its bytes and never allocates more than they can fill
 */
import { CoreError } from '../errors.ts';

export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** An integer 0 … 2⁵³ − 1. */
  number(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  word(value: number): void {
    this.#room(4);
    this.#bytes[this.#length++] = value & 255;
    this.#bytes[this.#length++] = (value >>> 8) & 255;
    this.#bytes[this.#length++] = (value >>> 16) & 255;
    this.#bytes[this.#length++] = value >>> 24;
  }

  text(value: string): void {
    const bytes = utf8(value);
    this.number(bytes.length);
    for (const byte of bytes) this.byte(byte);
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw this.corrupt('it ends in the middle of a value');
    this.#at++;
    return value;
  }

  number(limit = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    for (let place = 1; place <= 2 ** 49; place *= 128) {
      const byte = this.byte();
      value += (byte & 127) * place;
      if (byte < 128) {
        if (byte === 0 && place > 1) throw this.corrupt('a number is not in its shortest form');
        if (value > limit) throw this.corrupt(`${value} is more than the ${limit} allowed`);
        return value;
      }
    }
    throw this.corrupt('a number is too long');
  }

  word(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0;
  }

  /** How many entries follow; each takes at least `bytesEach`, so that a lie cannot make us allocate. */
  count(limit: number, bytesEach: number): number {
    const count = this.number(limit);
    if (count * bytesEach > this.left) throw this.corrupt(`${count} entries cannot fit into ${this.left} bytes`);
    return count;
  }

  text(limit: number): string {
    const length = this.count(limit, 1);
    const text = fromUtf8(this.#bytes.subarray(this.#at, this.#at + length));
    if (text === undefined) throw this.corrupt('a text is not UTF-8');
    this.#at += length;
    return text;
  }

  corrupt(why: string): CoreError {
    return new CoreError('BASELINE_CORRUPT', `The baseline cannot be read: at byte ${this.#at} ${why}.`, {
      hint: 'Restore an earlier version of this baseline, or let the workload learn anew.',
    });
  }
}

/** `TextEncoder` belongs to hosts, not to the language, and core stands on the language alone. Lone surrogates become U+FFFD. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    const code = point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

function fromUtf8(bytes: Uint8Array): string | undefined {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] as number;
    const more = lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (more < 0) return undefined;
    let code = more === 0 ? lead : lead & (0x3f >> more);
    for (let k = 1; k <= more; k++) {
      const byte = bytes[i + k];
      if (byte === undefined || (byte & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (byte & 63);
    }
    const shortest = [0, 0x80, 0x800, 0x10000][more] as number;
    if (code < shortest || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
    text += String.fromCodePoint(code);
    i += more + 1;
  }
  return text;
}
