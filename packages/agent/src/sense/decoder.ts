/** Finds frames in a stream of bytes that may be cut anywhere and garbled anyhow. */
import { crc32 } from 'node:zlib';
import type { Frame } from './frame.ts';
import { FIRST_TRACE_TYPE, FRAME_MAGIC, FRAME_MAX_PAYLOAD, FRAME_VERSION, frameTypes, structs } from './layout.ts';
import { parsePayload } from './payload.ts';

export interface DecoderSink {
  /** `raw` is only good until the call returns. */
  frame(frame: Frame, raw: Buffer): void;
  /** Told once, before the next good frame or at the end. */
  gap(gap: DecoderGap): void;
  /** A good frame that this version cannot read: told once for each pair of type and version. */
  unknown(type: number, version: number): void;
}

export interface DecoderGap {
  /** Bytes that belonged to no good frame. */
  readonly skippedBytes: number;
  /** Frames whose sequence numbers never came. */
  readonly missedFrames: number;
}

export interface Decoder {
  push(chunk: Buffer): void;
  /** The stream is over: an unfinished frame is a gap. */
  end(): void;
}

const { size: HEADER, at } = structs.frame_header;
const magicBytes = Buffer.alloc(4);
magicBytes.writeUInt32LE(FRAME_MAGIC);

/** Checksums of frames that turn out bad cost time; no chunk may cost more than this many bytes of them. */
const WASTE_LIMIT_BYTES = 4 * 1024 * 1024;
const MISSED_LIMIT = 2 ** 32;

/**
 * Holds at most one unfinished frame between chunks. A header whose length lies makes it wait for that many bytes, at most
 * FRAME_MAX_PAYLOAD; if the stream is too quiet for that, the watchdog of sensor.ts ends the wait.
 */
export function createDecoder(sink: DecoderSink): Decoder {
  let rest: Buffer = Buffer.alloc(0);
  let lastSequence = 0;
  let skippedBytes = 0;
  let missedFrames = 0;
  const told = new Set<number>();

  function push(chunk: Buffer): void {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const used = consume(bytes);
    // A copy, so that a few left-over bytes do not keep a whole chunk alive.
    rest = Buffer.from(bytes.subarray(used));
  }

  function end(): void {
    skippedBytes += rest.length;
    rest = Buffer.alloc(0);
    tellGap();
  }

  /** How many bytes are done with. */
  function consume(bytes: Buffer): number {
    let position = 0;
    let waste = 0;
    while (bytes.length - position >= HEADER) {
      const length = plausibleLength(bytes, position);
      if (length === undefined) {
        position = resynchronise(bytes, position);
        continue;
      }
      const end = position + HEADER + length;
      if (end > bytes.length) return position;
      if (!isIntact(bytes, position, end)) {
        waste += end - position;
        position = waste > WASTE_LIMIT_BYTES ? giveUp(bytes, position) : resynchronise(bytes, position);
        continue;
      }
      deliver(bytes.subarray(position, end));
      position = end;
    }
    return position;
  }

  function resynchronise(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(magicBytes, from + 1);
    // The last three bytes may be the beginning of the next magic number.
    const next = found === -1 ? Math.max(from + 1, bytes.length - 3) : found;
    skippedBytes += next - from;
    return next;
  }

  function giveUp(bytes: Buffer, from: number): number {
    skippedBytes += bytes.length - from;
    return bytes.length;
  }

  function deliver(raw: Buffer): void {
    const type = raw.readUInt16LE(at.type);
    const version = raw.readUInt16LE(at.version);
    const isTraceRecord = type >= FIRST_TRACE_TYPE;
    if (!isTraceRecord && !follows(raw, type)) return;
    const isKnown =
      version === FRAME_VERSION && (isTraceRecord || (type >= frameTypes.hello && type <= frameTypes.ack));
    const frame = isKnown ? parsePayload(type, raw) : undefined;
    if (isKnown && frame === undefined) skippedBytes += raw.length;
    tellGap();
    if (frame !== undefined) sink.frame(frame, raw);
    else if (!isKnown) tellUnknown(type, version);
  }

  /** Keeps count of sequence numbers; false for a frame that came before. */
  function follows(raw: Buffer, type: number): boolean {
    const sequence = raw.readUInt32LE(at.sequence) + raw.readUInt32LE(at.sequence + 4) * 2 ** 32;
    if (type === frameTypes.hello) lastSequence = sequence - 1;
    const missed = sequence - lastSequence - 1;
    // A number that no run could have reached is no measure of what is missing, and would make all that follows look old.
    if (missed < 0 || missed > MISSED_LIMIT) {
      skippedBytes += raw.length;
      return false;
    }
    missedFrames += missed;
    lastSequence = sequence;
    return true;
  }

  function tellGap(): void {
    if (skippedBytes === 0 && missedFrames === 0) return;
    const gap = { skippedBytes, missedFrames };
    skippedBytes = 0;
    missedFrames = 0;
    sink.gap(gap);
  }

  function tellUnknown(type: number, version: number): void {
    const key = type * 65_536 + version;
    if (told.has(key) || told.size >= 64) return;
    told.add(key);
    sink.unknown(type, version);
  }

  return { push, end };
}

function plausibleLength(bytes: Buffer, position: number): number | undefined {
  if (bytes.readUInt32LE(position + at.magic) !== FRAME_MAGIC) return undefined;
  const length = bytes.readUInt32LE(position + at.length);
  return length <= FRAME_MAX_PAYLOAD ? length : undefined;
}

/** The checksum is of the frame with the checksum's own field 0. */
function isIntact(bytes: Buffer, start: number, end: number): boolean {
  const field = start + at.checksum;
  const expected = bytes.readUInt32LE(field);
  bytes.writeUInt32LE(0, field);
  const actual = crc32(bytes.subarray(start, end));
  bytes.writeUInt32LE(expected, field);
  return actual === expected;
}
