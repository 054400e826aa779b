/** Which program a process runs and who its parent is, from execs seen and, for older processes, from /proc. */
import type { EpochMs, ParentRef, ProcessRef } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { ExecFrame, FrameProcess } from '../sense/frame.ts';
import { type ProcessLookup, ticksOf } from './proc.ts';

export interface ProcessTable {
  /** @param realtimeOffsetNs CLOCK_REALTIME − CLOCK_BOOTTIME */
  refOf(process: FrameProcess, realtimeOffsetNs: number, exec?: ExecFrame): ProcessRef;
  exited(process: FrameProcess): void;
}

interface Alive {
  readonly startTicks: number;
  readonly ppid: number;
  readonly comm: string;
  readonly executable: string;
  /** Set for what /proc told: no exit will be seen for it, so it is asked again. */
  readonly goodUntil: number | undefined;
}

const nobody = { startTicks: -1, ppid: 0, comm: '', executable: '' };
const TABLE_LIMIT = 8_192;
const LOOKUP_GOOD_MS = 2_000;
/** Events of a process may arrive after its exit did. */
const LINGER_MS = 10_000;

export function createProcessTable({
  lookup,
  clock,
}: {
  readonly lookup: ProcessLookup;
  readonly clock: Clock;
}): ProcessTable {
  const alive = new Map<number, Alive>();
  const executables = new Map<bigint, string>();

  function refOf(process: FrameProcess, realtimeOffsetNs: number, exec?: ExecFrame): ProcessRef {
    const executable = exec === undefined ? executableOf(process) : exec.path;
    if (exec !== undefined) remember(executables, process.execId, executable);
    const parent = parentOf(process, exec);
    note(process, executable);
    return {
      pid: process.pid,
      tid: process.tid,
      containerPid: process.containerPid,
      comm: process.comm,
      executable,
      uid: process.uid,
      gid: process.gid,
      loginUid: process.loginUid,
      terminal: process.tty !== 0,
      startedAt: Math.round((process.startNs + realtimeOffsetNs) / 1e6) as EpochMs,
      parent,
    };
  }

  function executableOf(process: FrameProcess): string {
    const seen = process.execId === 0n ? undefined : executables.get(process.execId);
    if (seen !== undefined) return seen;
    const startTicks = ticksOf(process.startNs);
    const known = alive.get(process.pid);
    if (known?.startTicks === startTicks && isGood(known)) return known.executable;
    const facts = lookup.process(process.pid);
    return facts?.startTicks === startTicks ? facts.executable : '';
  }

  function parentOf({ ppid }: FrameProcess, exec: ExecFrame | undefined): ParentRef | undefined {
    if (ppid === 0) return undefined;
    const known = aliveOrLookedUp(ppid);
    const byExec = exec === undefined || exec.parentExecId === 0n ? undefined : executables.get(exec.parentExecId);
    return {
      pid: ppid,
      comm: exec?.parentComm || known.comm,
      executable: byExec ?? known.executable,
    };
  }

  function aliveOrLookedUp(pid: number): Alive {
    const known = alive.get(pid);
    if (known !== undefined && isGood(known)) return known;
    // That there is none is remembered too: a busy child would ask for its parent with every event.
    const { startTicks, ppid, comm, executable } = lookup.process(pid) ?? known ?? nobody;
    const found = { startTicks, ppid, comm, executable, goodUntil: clock.now() + LOOKUP_GOOD_MS };
    remember(alive, pid, found);
    return found;
  }

  function isGood({ goodUntil }: Alive): boolean {
    return goodUntil === undefined || clock.now() < goodUntil;
  }

  function note({ pid, ppid, comm, startNs, execId }: FrameProcess, executable: string): void {
    const startTicks = ticksOf(startNs);
    const before = alive.get(pid);
    if (before?.startTicks === startTicks && before.executable === executable && isGood(before)) return;
    const goodUntil = execId === 0n ? clock.now() + LOOKUP_GOOD_MS : undefined;
    remember(alive, pid, { startTicks, ppid, comm, executable, goodUntil });
  }

  return {
    refOf,
    exited({ pid, startNs }) {
      const startTicks = ticksOf(startNs);
      const known = alive.get(pid);
      if (known?.startTicks === startTicks) remember(alive, pid, { ...known, goodUntil: clock.now() + LINGER_MS });
    },
  };
}

/** Keeps the newest; a Map walks in the order of insertion. */
function remember<Key, Value>(table: Map<Key, Value>, key: Key, value: Value): void {
  table.delete(key);
  table.set(key, value);
  if (table.size > TABLE_LIMIT) table.delete(table.keys().next().value as Key);
}
