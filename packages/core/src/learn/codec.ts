/**
 * Baselines as bytes.
 *
 * in     a baseline; or bytes from a disk, another node, another company
 * out    `PLBL`, a version, the parts in a fixed order, a checksum; or the baseline
 * holds  equal baselines give equal bytes; decode(encode(b)) equals b; bytes that were not written by us are refused with
 *        BASELINE_CORRUPT or BASELINE_VERSION_UNKNOWN before more memory is taken than they fill
 */
import { CoreError } from '../errors.ts';
import type { EpochMs } from '../record.ts';
import { approvalLimit, type Baseline, containersKept } from './baseline.ts';
import { type SourceTotals, sourceLimit } from './batch.ts';
import { byPhase, phases } from './block.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Distinct } from './distinct.ts';
import { hashWord } from './hash.ts';
import { blocksPerPhase, type KnownShape, type ProcessModel, shapeLimit, startsPerShape } from './process/model.ts';
import { type CountedSpan, largestKept, type RateSample, rateSampleOf, sampleKept } from './process/rate-sample.ts';
import { noRates, type RateModel, startersKept } from './process/rates.ts';
import { shapeKey } from './process/shape.ts';
import { type SupportItem, SupportTable } from './support.ts';
import { limits, type SyscallModel } from './syscall/model.ts';
import { type WindowSample, windowTokens } from './syscall/window-sample.ts';

const magic = 0x4c424c50; // "PLBL"
export const baselineVersion = 2;
/** Version 1 knew no rates of starts. */
const oldestVersion = 1;
const textLimit = 4096;

export function encodeBaseline(baseline: Baseline): Uint8Array {
  const out = new ByteWriter();
  out.word(magic);
  out.number(baselineVersion);
  out.number(baseline.sources.size);
  for (const [source, totals] of [...baseline.sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    out.text(source);
    for (const field of totalFields) out.number(totals[field]);
  }
  writeTime(out, baseline.learnedFrom);
  writeTime(out, baseline.learnedTo);
  for (const set of [baseline.containers, baseline.started, baseline.approved]) writeDistinct(out, set);
  writeProcesses(out, baseline.process);
  writeSyscalls(out, baseline.syscall);
  const body = out.take();
  out.word(checksum(body, body.length));
  return out.take();
}

export function decodeBaseline(bytes: Uint8Array): Baseline {
  const input = new ByteReader(bytes);
  if (input.word() !== magic) throw input.corrupt('it does not begin like a baseline');
  const version = input.number();
  if (version < oldestVersion || version > baselineVersion) {
    throw new CoreError(
      'BASELINE_VERSION_UNKNOWN',
      `The baseline has format ${version}; this program reads up to ${baselineVersion}.`,
      {
        hint: 'Update Plimsoll on this host, or export the baseline again with the version that is installed here.',
      },
    );
  }
  const tail = new ByteReader(bytes.subarray(Math.max(0, bytes.length - 4)));
  if (tail.word() !== checksum(bytes, bytes.length - 4))
    throw input.corrupt('its checksum does not match: it was cut or changed');
  const baseline: Baseline = {
    sources: readSources(input),
    learnedFrom: readTime(input),
    learnedTo: readTime(input),
    containers: readDistinct(input, containersKept),
    started: readDistinct(input, containersKept),
    approved: readDistinct(input, approvalLimit),
    process: readProcesses(input, version),
    syscall: readSyscalls(input),
  };
  if (input.left !== 4) throw input.corrupt('more follows than belongs to it');
  return baseline;
}

const totalFields = ['n', 'observations', 'calls', 'gaps', 'lost'] as const satisfies readonly (keyof SourceTotals)[];

function readSources(input: ByteReader): ReadonlyMap<string, SourceTotals> {
  const sources = new Map<string, SourceTotals>();
  for (let left = input.count(sourceLimit, 6); left > 0; left--) {
    const source = input.text(textLimit);
    const [n, observations, calls, gaps, lost] = totalFields.map(() => input.number()) as [
      number,
      number,
      number,
      number,
      number,
    ];
    sources.set(source, { n, observations, calls, gaps, lost });
  }
  return sources;
}

function writeTime(out: ByteWriter, time: EpochMs | undefined): void {
  out.number(time === undefined ? 0 : Math.max(0, Math.floor(time)) + 1);
}

function readTime(input: ByteReader): EpochMs | undefined {
  const time = input.number();
  return time === 0 ? undefined : ((time - 1) as EpochMs);
}

function writeDistinct(out: ByteWriter, { smallest }: Distinct): void {
  out.number(smallest.length);
  let before = 0;
  for (const hash of smallest) {
    out.number(hash - before);
    before = hash;
  }
}

function readDistinct(input: ByteReader, capacity: number): Distinct {
  const smallest = new Uint32Array(input.count(capacity, 1));
  let before = 0;
  for (let i = 0; i < smallest.length; i++) {
    const step = input.number(0xffff_ffff - before);
    if (step === 0 && i > 0) throw input.corrupt('a set holds the same thing twice');
    before += step;
    smallest[i] = before;
  }
  return { capacity, smallest };
}

function writeProcesses(out: ByteWriter, { shapes, blocks, rates, evicted }: ProcessModel): void {
  for (const phase of phases) writeDistinct(out, blocks[phase]);
  out.number(evicted);
  out.number(shapes.size);
  for (const [, { shape, starts }] of [...shapes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    out.text(shape.parent);
    out.text(shape.executable);
    out.text(shape.args);
    out.number(shape.uid);
    out.text(shape.capabilities);
    out.byte(shape.terminal ? 1 : 0);
    writeDistinct(out, starts);
  }
  writeRates(out, rates);
}

function readProcesses(input: ByteReader, version: number): ProcessModel {
  const blocks = byPhase(() => readDistinct(input, blocksPerPhase));
  const evicted = input.number();
  const shapes = new Map<string, KnownShape>();
  for (let left = input.count(shapeLimit, 7); left > 0; left--) {
    const shape = {
      parent: input.text(textLimit),
      executable: input.text(textLimit),
      args: input.text(textLimit),
      uid: input.number(0xffff_ffff),
      capabilities: input.text(32),
      terminal: input.byte() === 1,
    };
    shapes.set(shapeKey(shape), { shape, starts: readDistinct(input, startsPerShape) });
  }
  return { shapes, blocks, rates: version < 2 ? noRates : readRates(input), evicted };
}

function writeRates(out: ByteWriter, rates: RateModel): void {
  for (const phase of phases) {
    out.number(rates[phase].size);
    for (const [starter, { sample, largest }] of [...rates[phase]].sort(([a], [b]) => (a < b ? -1 : 1))) {
      out.text(starter);
      for (const spans of [sample, largest]) {
        out.number(spans.length);
        for (const { hash, count } of spans) {
          out.word(hash);
          out.number(count);
        }
      }
    }
  }
}

function readRates(input: ByteReader): RateModel {
  return byPhase(() => {
    const rates = new Map<string, RateSample>();
    for (let left = input.count(startersKept, 4); left > 0; left--) {
      const starter = input.text(textLimit);
      rates.set(starter, rateSampleOf([...readSpans(input, sampleKept), ...readSpans(input, largestKept)]));
    }
    return rates;
  });
}

function readSpans(input: ByteReader, limit: number): readonly CountedSpan[] {
  const spans: CountedSpan[] = [];
  for (let left = input.count(limit, 5); left > 0; left--) {
    const hash = input.word();
    const count = input.number(0xffff_ffff);
    if (count === 0) throw input.corrupt('a span was counted in which nothing was started');
    spans.push({ hash, count });
  }
  return spans;
}

function writeSyscalls(out: ByteWriter, model: SyscallModel): void {
  for (const phase of phases) writeDistinct(out, model.blocks[phase]);
  for (const table of [model.syscalls, model.pairs, model.ngrams, model.windowPairs]) writeSupport(out, table);
  for (const phase of phases) writeWindows(out, model.windows[phase]);
}

function readSyscalls(input: ByteReader): SyscallModel {
  return {
    blocks: byPhase(() => readDistinct(input, limits.blocks)),
    syscalls: readSupport(input, limits.syscalls),
    pairs: readSupport(input, limits.pairs),
    ngrams: readSupport(input, limits.ngrams),
    windowPairs: readSupport(input, limits.windowPairs),
    windows: byPhase((phase) => readWindows(input, limits.windows[phase])),
  };
}

function writeSupport(out: ByteWriter, table: SupportTable): void {
  const items = [...table.items()].sort((a, b) => a.high - b.high || a.low - b.low);
  out.number(table.evicted);
  out.number(items.length);
  for (const item of items) {
    out.number(item.high);
    out.number(item.low);
    for (const field of supportFields) out.word(item[field]);
  }
}

const supportFields = ['first', 'second', 'all', 'some'] as const satisfies readonly (keyof SupportItem)[];

function readSupport(input: ByteReader, capacity: number): SupportTable {
  const table = new SupportTable(capacity);
  table.noteEvicted(input.number());
  for (let left = input.count(capacity, 18); left > 0; left--) {
    const high = input.number(0xffff_ffff);
    const low = input.number(0xffff_ffff);
    const [first, second, all, some] = supportFields.map(() => input.word()) as [number, number, number, number];
    if (first === 0) throw input.corrupt('an item was seen in no block');
    table.join({ high, low, first, second, all, some });
  }
  return table;
}

function writeWindows(out: ByteWriter, { windows }: WindowSample): void {
  out.number(windows.length);
  for (const { hash, atS, cells } of windows) {
    out.word(hash);
    out.number(atS);
    out.number(cells.length);
    for (const cell of cells) {
      out.number(cell >>> 22);
      out.number(cell & 0x3fffff);
    }
  }
}

function readWindows(input: ByteReader, capacity: number): WindowSample {
  const windows: { hash: number; atS: number; cells: Uint32Array }[] = [];
  for (let left = input.count(capacity, 6); left > 0; left--) {
    const hash = input.word();
    const atS = input.number();
    const cells = new Uint32Array(input.count(windowTokens, 2));
    for (let i = 0; i < cells.length; i++) cells[i] = ((input.number(1023) << 22) | input.number(0x3fffff)) >>> 0;
    const before = windows.at(-1);
    if (before !== undefined && before.hash >= hash) throw input.corrupt('windows are out of order');
    windows.push({ hash, atS, cells });
  }
  return { capacity, windows };
}

/** Against accidents, not attackers: exported baselines are signed. */
function checksum(bytes: Uint8Array, length: number): number {
  let sum = hashWord(0x706c696d, length);
  for (let i = 0; i < length; i++) sum = (Math.imul(sum ^ (bytes[i] as number), 0x01000193) + 1) >>> 0;
  return hashWord(sum, length);
}
