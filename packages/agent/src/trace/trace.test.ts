import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ContainerId, EpochMs, Event, WorkloadId } from '@plimsoll/core';
import { builtTrace, fakeClock, fakeLink, frameWriter } from '@plimsoll/testkit';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDecoder } from '../sense/decoder.ts';
import { TRACE_FORMAT } from './format.ts';
import { recordTrace } from './record.ts';
import { replayTrace } from './replay.ts';
import { createTraceClock } from './trace-clock.ts';
import { createTraceWriter } from './writer.ts';

const log = pino({ level: 'silent' });
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-trace-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function file(name: string, bytes: Buffer | string): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

async function replay(path: string) {
  const link = fakeLink();
  const events: Event[] = [];
  let ids = 0;
  const result = await replayTrace({
    path,
    link,
    log,
    newId: () => `id${++ids}`,
    onEvent: (event) => events.push(event),
  });
  return { result, link, events };
}

describe('replay', () => {
  it('gives the same events each time, plain or gzipped', async () => {
    const plain = await replay(file('a.trace', builtTrace()));
    const gzipped = await replay(file('a.trace.gz', gzipSync(builtTrace())));

    expect(gzipped.events).toEqual(plain.events);
    expect(plain.result).toMatchObject({ frames: 56, containers: 2, gaps: 1, skippedBytes: 0, durationMs: 24_000 });
  });

  it('attributes a container whose name came after its frames', async () => {
    const { events } = await replay(file('a.trace', builtTrace()));
    const brief = events.filter(({ container }) => container.name === 'job');

    expect(brief.map(({ kind, workload }) => [kind, workload])).toEqual([
      ['process.exec', 'docker/box'],
      ['process.exit', 'docker/box'],
    ]);
  });

  it('learns in the time of the trace', async () => {
    const { link } = await replay(file('a.trace', builtTrace()));
    const shop = link.deltas.filter(({ workload }) => workload === 'docker/shop/web');

    expect(shop.length).toBeGreaterThan(3);
    expect(shop.map(({ batch }) => Number(batch.split(':')[1]))).toEqual(shop.map((_, i) => i + 1));
    expect(link.baselineOf('docker/shop/web' as WorkloadId).learnedFrom).toBe(1_700_000_010_000);
  });

  it('takes garbled frames as a gap, as live', async () => {
    const bytes = builtTrace();
    bytes.fill(7, 3_000, 3_100);

    const { result, events } = await replay(file('a.trace', bytes));

    expect(result.skippedBytes).toBeGreaterThan(0);
    expect(events.filter(({ kind }) => kind === 'gap')).toMatchObject([
      { reason: 'frames garbled' },
      { reason: 'rate limited' },
    ]);
  });

  it.each([
    ['TRACE_UNREADABLE', undefined],
    ['TRACE_NOT_A_TRACE', ''],
    ['TRACE_NOT_A_TRACE', 'hello\n'],
    ['TRACE_NOT_A_TRACE', '{"format":"other/1"}\n'],
    ['TRACE_NOT_A_TRACE', `{"format":"${TRACE_FORMAT}"}\n`],
    ['TRACE_NOT_A_TRACE', 'x'.repeat(1024 * 1024 + 1)],
    ['TRACE_VERSION_UNKNOWN', '{"format":"plimsoll-trace/9"}\n'],
    ['TRACE_BROKEN', `${builtTrace().toString('latin1').split('\n')[0]}\n`],
    ['TRACE_BROKEN', gzipSync(builtTrace()).subarray(0, 900)],
  ])('says %s', async (code, content) => {
    const path = content === undefined ? join(directory, 'none') : file('bad.trace', content);

    await expect(replay(path)).rejects.toMatchObject({ code, hint: expect.any(String) });
  });
});

describe('writer', () => {
  const header = { format: TRACE_FORMAT, recordedAt: 1, host: { kernel: '', machine: '' }, containers: [] };

  it('writes what a reader reads', async () => {
    const path = join(directory, 'out.trace.gz');
    const writer = createTraceWriter(path, header);
    const write = frameWriter();
    const decoder = createDecoder({
      frame: (frame, raw) => writer.frame(raw, frame.timeNs),
      gap: () => {},
      unknown: () => {},
    });
    const id = 'c'.repeat(64) as ContainerId;
    decoder.push(
      Buffer.concat([write.hello(), write.container({ cgroup: 5n, path: `/docker/${id}`, alreadyRunning: true })]),
    );
    writer.container({
      id,
      name: 'n',
      image: 'i',
      imageDigest: '',
      startedAt: 5 as EpochMs,
      volumes: [],
      workload: 'docker/i' as WorkloadId,
    });
    writer.process({ pid: 9, ppid: 1, comm: 'app', executable: '/app', startTicks: 900 });
    const old = { pid: 9, ppid: 0, startNs: 9_000_000_000n, comm: 'app' };
    decoder.push(write.privilege(5n, { process: old, op: 5, syscall: 165, detail: ['/mnt'] }));
    await writer.close();

    const { events } = await replay(path);

    expect(events).toMatchObject([
      { kind: 'process.privilege', workload: 'docker/i', container: { startedAt: 5 }, process: { executable: '/app' } },
    ]);
    expect(readFileSync(path).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(writer.written()).toMatchObject({ frames: 3, dropped: 0 });
  });

  it('never writes over a file', async () => {
    const path = file('there', 'evidence');
    const writer = createTraceWriter(path, header);

    await expect(writer.close()).rejects.toMatchObject({ code: 'TRACE_NOT_RECORDED' });
    expect(readFileSync(path, 'utf8')).toBe('evidence');
  });
});

describe('recording', () => {
  it('leaves nothing waiting when the file cannot be written', async () => {
    const clock = fakeClock();
    const recording = recordTrace({
      ...{ path: file('there', 'evidence'), sensorPath: join(directory, 'none'), sliceMs: 1_000, clock, log },
      ...{ dockerSocket: join(directory, 'none.sock'), signal: new AbortController().signal },
    });

    await expect(recording).rejects.toMatchObject({ code: 'TRACE_NOT_RECORDED' });
    expect(clock.waiting(), 'what would keep the process from ending').toBe(0);
  });
});

describe('trace clock', () => {
  it('calls back in order, and takes no jump at its word', () => {
    const clock = createTraceClock(0 as EpochMs);
    const heard: number[] = [];
    clock.every(1_000, () => heard.push(clock.now()));
    clock.advanceTo(500 as EpochMs);
    clock.advanceTo(2_600 as EpochMs);
    expect(heard).toEqual([1_500, 2_500]);

    clock.advanceTo(10_000_000_000 as EpochMs);
    expect(heard.length).toBeLessThan(70);
    expect(clock.now()).toBe(10_000_000_000);
    clock.advanceTo(5 as EpochMs);
    expect(clock.now()).toBe(10_000_000_000);
  });
});
