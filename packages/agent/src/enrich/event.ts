/** A frame with a place and a process becomes one of core's events. */
import {
  type Call,
  type EpochMs,
  type Event,
  type ExecEvent,
  type ExecutableOrigin,
  errnoName,
  type ParentRef,
  type PrivilegeOperation,
  type ProcessRef,
  type RecordId,
  type Stdio,
  syscallName,
} from '@plimsoll/core';
import type { CountersFrame, ExecFrame, ExitFrame, FrameCall, NoveltyFrame, PrivilegeFrame } from '../sense/frame.ts';
import { execFlags } from '../sense/layout.ts';
import type { Place } from './containers.ts';

export type ProcessFrame = ExecFrame | ExitFrame | PrivilegeFrame | NoveltyFrame;
export type ObservedFrame = ProcessFrame | CountersFrame;

export interface EventHead {
  readonly id: RecordId;
  readonly at: EpochMs;
  readonly place: Place;
  /** Added to the sensor's slice numbers, which begin anew with each of its runs. */
  readonly sliceBase: number;
}

const stdio: readonly Stdio[] = ['closed', 'file', 'terminal', 'pipe', 'socket', 'local socket', 'null', 'other'];
const operations: readonly PrivilegeOperation[] = [
  'other',
  'setuid',
  'setgid',
  'capset',
  'ptrace',
  'mount',
  'unshare',
  'setns',
  'new namespace',
  'bpf',
  'module',
  'memfd',
  'other',
];
const LARGEST_ERRNO = 4095;
const nobodys: readonly RecordId[] = [];

/** Who did it, and for an exec whose place it took. */
export interface Doer {
  readonly process: ProcessRef;
  readonly replaced: ParentRef | undefined;
}

export function processEvent(
  frame: ProcessFrame,
  { process, replaced }: Doer,
  { id, at, place, sliceBase }: EventHead,
): Event {
  // Each is written out: a spread that grows costs several times its size, a thousand times a second.
  const { workload, container } = place;
  switch (frame.type) {
    case 'exec':
      return {
        kind: 'process.exec',
        id,
        at,
        because: nobodys,
        workload,
        container,
        process,
        replaced,
        filename: frame.filename,
        args: frame.args,
        argsCut: has(frame, execFlags.argsCut),
        cwd: frame.cwd,
        stdio: stdioOf(frame.stdio),
        capabilities: frame.capabilities,
        origin: originOf(frame),
        entered: has(frame, execFlags.entered),
        script: has(frame, execFlags.script),
        prevented: has(frame, execFlags.killed) ? 'killed' : has(frame, execFlags.wouldKill) ? 'dry run' : 'no',
      };
    case 'exit': {
      const signal = frame.code & 0x7f;
      return {
        kind: 'process.exit',
        id,
        at,
        because: nobodys,
        workload,
        container,
        process,
        exitCode: signal === 0 ? (frame.code >> 8) & 0xff : undefined,
        signal: signal === 0 ? undefined : signal,
        lifetimeMs: frame.lifetimeNs / 1e6,
      };
    }
    case 'privilege':
      return {
        kind: 'process.privilege',
        id,
        at,
        because: nobodys,
        workload,
        container,
        process,
        operation: operations[frame.op] ?? 'other',
        syscall: syscallName(frame.syscall),
        args: frame.args,
        error: errorOf(frame.result),
        detail: frame.detail,
      };
    case 'novelty':
      return {
        kind: 'syscall.novelty',
        id,
        at,
        because: nobodys,
        workload,
        container,
        process,
        novel: { syscall: (frame.kinds & 1) !== 0, pair: (frame.kinds & 2) !== 0, ngram: (frame.kinds & 4) !== 0 },
        calls: frame.calls.map(callOf),
        slice: sliceBase + frame.slice,
      };
  }
}

export function windowEvent(frame: CountersFrame, { id, at, place, sliceBase }: EventHead): Event {
  const counts = new Map<string, number>();
  for (const [token, count] of frame.counts) counts.set(syscallName(token), count);
  return {
    id,
    at,
    because: nobodys,
    workload: place.workload,
    container: place.container,
    kind: 'syscall.window',
    durationMs: frame.durationNs / 1e6,
    slice: sliceBase + frame.slice,
    counts,
  };
}

function originOf(frame: ExecFrame): ExecutableOrigin {
  if (has(frame, execFlags.inMemory)) return 'memory';
  if (has(frame, execFlags.deleted)) return 'deleted';
  if (has(frame, execFlags.upperLayer)) return 'writable layer';
  if (has(frame, execFlags.volume)) return 'volume';
  return has(frame, execFlags.layerUnknown) ? 'unknown' : 'image';
}

function errorOf(result: bigint): string | undefined {
  return result < 0n && result >= -BigInt(LARGEST_ERRNO) ? errnoName(Number(-result)) : undefined;
}

/** Most programs have the same few sets of standard descriptors: one value a set. */
const sets = new Map<number, ExecEvent['stdio']>();

function stdioOf([input, output, errors]: ExecFrame['stdio']): ExecEvent['stdio'] {
  const key = (Math.min(input, 7) << 6) | (Math.min(output, 7) << 3) | Math.min(errors, 7);
  let known = sets.get(key);
  if (known === undefined) {
    known = [kindOf(input), kindOf(output), kindOf(errors)];
    sets.set(key, known);
  }
  return known;
}

function kindOf(kind: number): Stdio {
  return stdio[Math.min(kind, stdio.length - 1)] ?? 'other';
}

function callOf({ token, error }: FrameCall): Call {
  return { syscall: syscallName(token), error: error === 0 ? undefined : errnoName(error) };
}

function has({ flags }: ExecFrame, flag: number): boolean {
  return (flags & flag) !== 0;
}
