/** Which program a process runs, who its parent is and what it ran before: from execs seen and, for older processes, from /proc. */
import type { EpochMs, ParentRef, ProcessRef } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { ExecFrame, FrameProcess } from '../sense/frame.ts';
import { execFlags } from '../sense/layout.ts';
import { type ProcessLookup, ticksOf } from './proc.ts';

export interface ProcessTable {
  /** @param realtimeOffsetNs CLOCK_REALTIME − CLOCK_BOOTTIME */
  refOf(process: FrameProcess, realtimeOffsetNs: number, exec?: ExecFrame): ProcessRef;
  /** The program whose place this exec took, in the same process; undefined where it was forked to be this one. Before refOf. */
  replacedBy(exec: ExecFrame): ParentRef | undefined;
  /** A process that was there before the sensor: what it runs can be asked for now, not once it runs something else. */
  known(pid: number): void;
  exited(process: FrameProcess): void;
  /** A new run of the sensor: exec ids begin anew, and what happened before it was not seen. */
  newRun(): void;
}

interface Alive {
  readonly startTicks: number;
  readonly ppid: number;
  readonly comm: string;
  readonly executable: string;
  readonly execId: bigint;
  /** It executed a program itself, rather than run on with the one it was forked from. */
  readonly executed: boolean;
  /** Set for what /proc told: no exit will be seen for it, so it is asked again. */
  readonly goodUntil: number | undefined;
}

const nobody = { startTicks: -1, ppid: 0, comm: '', executable: '' };
const ALIVE_LIMIT = 8_192;
const ENDED_LIMIT = 256;
/** Of long-lived programs the processes know, so that this may forget them. */
const EXECS_LIMIT = 512;
const LOOKUP_GOOD_MS = 2_000;
/** Events of a process may arrive after its exit did. */
const LINGER_MS = 10_000;
/** A fork that is to run another program runs it at once; one that worked so long was a program of its own. */
const WORKED_NS = 1e9;

export function createProcessTable({
  lookup,
  clock,
}: {
  readonly lookup: ProcessLookup;
  readonly clock: Clock;
}): ProcessTable {
  const alive = new Map<number, Alive>();
  const ended = new Map<number, Alive>();
  const executables = new Map<bigint, string>();

  function refOf(process: FrameProcess, realtimeOffsetNs: number, exec?: ExecFrame): ProcessRef {
    const executable = exec === undefined ? executableOf(process) : exec.path;
    if (exec !== undefined) remember(executables, process.execId, executable, EXECS_LIMIT);
    const parent = parentOf(process, exec);
    note(process, executable, exec !== undefined);
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

  function replacedBy({ process, path, flags, timeNs }: ExecFrame): ParentRef | undefined {
    // The runtime's own programs are not what the workload ran before.
    if ((flags & execFlags.entered) !== 0) return undefined;
    const before = alive.get(process.pid);
    if (before === undefined || before.executable === '') return undefined;
    if (before.startTicks !== ticksOf(process.startNs)) return undefined;
    // What /proc told of a process may have been read after this very exec.
    if (!before.executed && (timeNs - process.startNs < WORKED_NS || before.executable === path)) return undefined;
    return { pid: process.pid, comm: before.comm, executable: before.executable };
  }

  function executableOf({ pid, ppid, execId, startNs }: FrameProcess): string {
    if (execId !== 0n) {
      const seen = executables.get(execId);
      if (seen !== undefined) return seen;
      const parent = alive.get(ppid);
      if (parent?.execId === execId) return parent.executable;
    }
    const startTicks = ticksOf(startNs);
    const known = alive.get(pid) ?? ended.get(pid);
    if (known?.startTicks === startTicks && isGood(known)) return known.executable;
    const facts = lookup.process(pid);
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

  function aliveOrLookedUp(pid: number): Pick<Alive, 'comm' | 'executable'> {
    const known = alive.get(pid) ?? ended.get(pid);
    if (known !== undefined && isGood(known)) return known;
    return lookUp(pid, known ?? nobody);
  }

  /** That there is none is remembered too: a busy child would ask for its parent with every event. */
  function lookUp(pid: number, otherwise: Pick<Alive, 'startTicks' | 'ppid' | 'comm' | 'executable'>): Alive {
    const { startTicks, ppid, comm, executable } = lookup.process(pid) ?? otherwise;
    const before = alive.get(pid);
    const executed = before?.startTicks === startTicks && before.executed;
    const goodUntil = clock.now() + LOOKUP_GOOD_MS;
    const found = { startTicks, ppid, comm, executable, execId: 0n, executed, goodUntil };
    remember(alive, pid, found, ALIVE_LIMIT);
    return found;
  }

  function isGood({ goodUntil }: Alive): boolean {
    return goodUntil === undefined || clock.now() < goodUntil;
  }

  function note({ pid, ppid, comm, startNs, execId }: FrameProcess, executable: string, executes: boolean): void {
    const startTicks = ticksOf(startNs);
    const before = alive.get(pid);
    const isSame = before?.startTicks === startTicks;
    if (isSame && !executes && before.executable === executable && isGood(before)) return;
    if (!isSame && ended.get(pid)?.startTicks === startTicks) return;
    const goodUntil = execId === 0n ? clock.now() + LOOKUP_GOOD_MS : undefined;
    const executed = executes || (isSame && before.executed);
    remember(alive, pid, { startTicks, ppid, comm, executable, execId, executed, goodUntil }, ALIVE_LIMIT);
  }

  return {
    refOf,
    replacedBy,
    known(pid) {
      const before = alive.get(pid);
      if (before === undefined || !isGood(before)) lookUp(pid, before ?? nobody);
    },
    exited({ pid, startNs }) {
      const known = alive.get(pid);
      if (known?.startTicks !== ticksOf(startNs)) return;
      alive.delete(pid);
      remember(ended, pid, { ...known, goodUntil: clock.now() + LINGER_MS }, ENDED_LIMIT);
    },
    newRun() {
      executables.clear();
      for (const [pid, one] of alive) alive.set(pid, { ...one, execId: 0n, goodUntil: clock.now() });
    },
  };
}

/** Keeps the newest; a Map walks in the order of insertion. */
function remember<Key, Value>(table: Map<Key, Value>, key: Key, value: Value, limit: number): void {
  table.delete(key);
  table.set(key, value);
  if (table.size > limit) table.delete(table.keys().next().value as Key);
}
