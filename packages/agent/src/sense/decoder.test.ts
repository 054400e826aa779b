import { frameWriter } from '@plimsoll/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder, type DecoderGap } from './decoder.ts';
import type { Frame } from './frame.ts';
import { FRAME_MAX_PAYLOAD } from './layout.ts';

interface Heard {
  readonly frames: Frame[];
  readonly raw: Buffer[];
  readonly gaps: DecoderGap[];
  readonly unknown: string[];
}

function decode(chunks: readonly Buffer[]): Heard {
  const heard: Heard = { frames: [], raw: [], gaps: [], unknown: [] };
  const decoder = createDecoder({
    frame(frame, raw) {
      heard.frames.push(frame);
      heard.raw.push(Buffer.from(raw));
    },
    gap: (gap) => heard.gaps.push(gap),
    unknown: (type, version) => heard.unknown.push(`${type}/${version}`),
  });
  for (const chunk of chunks) decoder.push(Buffer.from(chunk));
  decoder.end();
  return heard;
}

const shell = {
  pid: 77,
  tid: 78,
  ppid: 5,
  nsPid: 7,
  uid: 33,
  gid: 34,
  loginUid: 1000,
  tty: 1,
  execId: 2n ** 63n + 9n,
  comm: 'sh',
};

/** One frame of every type. */
function stream(): Buffer[] {
  const write = frameWriter();
  return [
    write.hello(),
    write.container({ cgroup: 42n, path: '/docker/abc', alreadyRunning: true }),
    write.exec(42n, {
      process: shell,
      path: '/bin/sh',
      filename: 'sh',
      args: ['sh', '-c', '', 'ls é'],
      cwd: '/tmp',
      parentComm: 'nginx',
      flags: 9,
    }),
    write.exit(42n, { process: shell, code: 0x0f, lifetimeNs: 5_000_000n }),
    write.privilege(42n, {
      process: shell,
      op: 5,
      syscall: 165,
      result: -1n,
      args: [1n, 2n, 3n, 2n ** 64n - 1n],
      detail: ['/mnt', 'none', 'tmpfs'],
    }),
    write.novelty(42n, {
      process: shell,
      slice: 3,
      kinds: 6,
      calls: [{ token: 0 }, { token: 257, error: 2 }, { token: 512 + 5 }],
    }),
    write.counters(42n, {
      slice: 3,
      counts: new Map([
        [0, 10],
        [257, 4_000_000_000],
      ]),
    }),
    write.lost(0n, { ringFull: 3, heldBack: 4, delivered: 99 }),
    write.ack(7, 22, 'no such container'),
  ];
}

describe('decoder', () => {
  it('reads every type of frame', () => {
    const { frames, gaps } = decode(stream());

    expect(frames).toMatchSnapshot();
    expect(gaps).toEqual([]);
  });

  it('gives the same frames however the stream is cut', () => {
    const whole = Buffer.concat(stream());
    const expected = decode([whole]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), (sizes) => {
        const chunks: Buffer[] = [];
        for (let start = 0, i = 0; start < whole.length; i++) {
          const size = sizes[i % sizes.length]!;
          chunks.push(whole.subarray(start, start + size));
          start += size;
        }
        expect(decode(chunks)).toEqual(expected);
      }),
    );
  });

  it('hands on the bytes as they came', () => {
    expect(Buffer.concat(decode(stream()).raw)).toEqual(Buffer.concat(stream()));
  });

  it('finds the next good frame after garbage and says how much was skipped', () => {
    const [hello, ...others] = stream();
    const garbage = Buffer.concat([Buffer.from('PLMFPLMF'), Buffer.alloc(100, 7), Buffer.from('PLM')]);

    const { frames, gaps } = decode([Buffer.concat([hello!, garbage, ...others])]);

    expect(frames).toHaveLength(9);
    expect(gaps).toEqual([{ skippedBytes: garbage.length, missedFrames: 0 }]);
  });

  it('counts frames that never came', () => {
    const frames = stream();

    expect(decode([frames[0]!, frames[4]!]).gaps).toEqual([{ skippedBytes: 0, missedFrames: 3 }]);
  });

  it('counts a frame cut at the end of the stream', () => {
    const hello = frameWriter().hello();

    expect(decode([hello.subarray(0, 50)])).toMatchObject({
      frames: [],
      gaps: [{ skippedBytes: 50, missedFrames: 0 }],
    });
  });

  it('takes no header at its word: an oversize length is garbage', () => {
    const write = frameWriter();
    const liar = write.raw({ type: 3, payload: Buffer.alloc(8) });
    liar.writeUInt32LE(FRAME_MAX_PAYLOAD + 1, 8);

    const { frames, gaps } = decode([liar, write.lost(0n)]);

    expect(frames.map((frame) => frame.type)).toEqual(['lost']);
    expect(gaps).toEqual([{ skippedBytes: liar.length, missedFrames: 1 }]);
  });

  it('tells unknown types and versions once, and goes on', () => {
    const write = frameWriter();
    const payload = Buffer.alloc(4);
    const heard = decode([
      write.raw({ type: 99, payload }),
      write.raw({ type: 99, payload }),
      write.raw({ type: 3, version: 2, payload }),
      write.lost(0n),
    ]);

    expect(heard.unknown).toEqual(['99/1', '3/2']);
    expect(heard.frames).toHaveLength(1);
    expect(heard.gaps).toEqual([]);
  });

  it('refuses a payload whose lengths contradict each other', () => {
    const write = frameWriter();
    const bad = write.container({ cgroup: 1n, path: '/docker/x' }).subarray(40);
    bad.writeUInt16LE(5000, 2);

    const { frames, gaps } = decode([frameWriter().raw({ type: 2, payload: bad })]);

    expect(frames).toEqual([]);
    expect(gaps).toEqual([{ skippedBytes: 57, missedFrames: 0 }]);
  });

  it('takes a hello as a new run', () => {
    const again = [...stream(), frameWriter().hello()];

    expect(decode(again)).toMatchObject({ gaps: [] });
  });

  it('survives any flips and cuts, and never makes a frame up', () => {
    const good = stream();
    const whole = Buffer.concat(good);
    const edit = fc.record({
      at: fc.nat({ max: whole.length - 1 }),
      kind: fc.constantFrom('flip', 'drop', 'insert'),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 500 }), (edits, size) => {
        let bytes = Buffer.from(whole);
        for (const { at, kind, bytes: other } of edits) {
          const before = bytes.subarray(0, at);
          const patch = kind === 'drop' ? Buffer.alloc(0) : Buffer.from(other);
          bytes = Buffer.concat([before, patch, bytes.subarray(kind === 'insert' ? at : at + other.length)]);
        }
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const { raw } = decode(chunks);
        for (const frame of raw) expect(good.some((other) => other.equals(frame))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('survives arbitrary payloads under a right checksum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.uint8Array({ maxLength: 400 }), (type, payload) => {
        const write = frameWriter();
        const { frames } = decode([write.raw({ type, payload: Buffer.from(payload) }), write.lost(0n)]);
        expect(frames.at(-1)?.type).toBe('lost');
      }),
      { numRuns: 500 },
    );
  });

  it('is not slowed down by a stream made of beginnings', () => {
    const header = Buffer.alloc(12);
    header.write('PLMF');
    header.writeUInt16LE(3, 4);
    header.writeUInt16LE(1, 6);
    header.writeUInt32LE(FRAME_MAX_PAYLOAD, 8);
    const nasty = Buffer.alloc(256 * 1024, header);
    const started = process.hrtime.bigint();

    decode([nasty, frameWriter().lost(0n)]);

    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(500);
  });
});
