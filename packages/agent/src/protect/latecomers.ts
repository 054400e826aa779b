/** Processes that started before the allow-list was in place, and that it would not have let start. */
import type { EpochMs, ExecEvent, RecordId } from '@plimsoll/core';
import type { Place } from '../enrich/containers.ts';
import { type ProcFacts, ticksOf } from '../enrich/proc.ts';
import { isOnVolume, type Protection } from './allow-list.ts';
import type { ProcessHost } from './process-host.ts';

/** The last exec of each process that was seen to start. */
export interface SeenExecs {
  add(event: ExecEvent): void;
  /** It ended: nobody will ask. */
  ended(pid: number): void;
  find(pid: number, startTicks: number): ExecEvent | undefined;
}

export interface LatecomerOptions {
  readonly host: ProcessHost;
  readonly seen: SeenExecs;
  readonly bootedAtMs: () => number;
  readonly now: () => EpochMs;
  readonly newId: () => RecordId;
  /** Processes that started before are told and not ended. */
  readonly since: EpochMs;
}

const SEEN_LIMIT = 2_048;
const TICK_MS = 10;
/** Until it hands over to the program, the runtime's own process is in the container's cgroup. */
const HAND_OVER_MS = 10_000;
const inImage: readonly ExecEvent['origin'][] = ['image', 'unknown'];

export function createSeenExecs(bootedAtMs: () => number): SeenExecs {
  const byPid = new Map<number, ExecEvent>();
  return {
    add(event) {
      byPid.delete(event.process.pid);
      byPid.set(event.process.pid, event);
      if (byPid.size > SEEN_LIMIT) byPid.delete(byPid.keys().next().value as number);
    },
    ended(pid) {
      byPid.delete(pid);
    },
    find(pid, startTicks) {
      const event = byPid.get(pid);
      if (event === undefined) return undefined;
      // Wall-clock milliseconds have lost the last digits: a tick is ten of them.
      const ticks = ticksOf((event.process.startedAt - bootedAtMs()) * 1e6);
      return Math.abs(ticks - startTicks) <= 1 ? event : undefined;
    },
  };
}

/** Ends those that won a race (enforce) or only tells (dry, and older ones): one exec event each, marked as prevented. */
export function stopLatecomers(place: Place, protection: Protection, options: LatecomerOptions): readonly ExecEvent[] {
  const { host, seen, now, newId, bootedAtMs, since } = options;
  const told: ExecEvent[] = [];
  for (const pid of host.pidsIn(place.path)) {
    const facts = host.process(pid);
    if (facts === undefined || facts.executable === '') continue;
    const exec = seen.find(pid, facts.startTicks);
    if (mayRun(facts, exec, protection) || isHandingOver(facts, exec, now() - bootedAtMs())) continue;
    const event = exec ?? fromProc(facts, host.args(pid), place, bootedAtMs());
    const ends = protection.state === 'enforce' && bootedAtMs() + facts.startTicks * TICK_MS >= since;
    if (ends && !killExactly(facts, host)) continue;
    const prevented = ends ? 'killed' : 'dry run';
    told.push({ ...event, id: newId(), at: now(), because: exec === undefined ? [] : [exec.id], prevented });
  }
  return told;
}

function mayRun({ executable }: ProcFacts, exec: ExecEvent | undefined, { allowed, volumes }: Protection): boolean {
  if (!allowed.has(executable)) return false;
  if (exec === undefined || inImage.includes(exec.origin)) return true;
  return exec.origin === 'volume' && isOnVolume(executable, volumes);
}

/** A program of the container was seen to start as such; the runtime's process was not, and does not stay. */
function isHandingOver(facts: ProcFacts, exec: ExecEvent | undefined, uptimeMs: number): boolean {
  return exec === undefined && facts.comm.startsWith('runc:[') && uptimeMs - facts.startTicks * TICK_MS < HAND_OVER_MS;
}

/** Node has no pidfd: the start is read again right before, which leaves microseconds for a pid to be used again. */
function killExactly({ pid, startTicks }: ProcFacts, host: ProcessHost): boolean {
  return host.process(pid)?.startTicks === startTicks && host.kill(pid);
}

function fromProc(facts: ProcFacts, args: readonly string[], place: Place, bootedAtMs: number): ExecEvent {
  return {
    id: '' as RecordId,
    at: 0 as EpochMs,
    because: [],
    workload: place.workload,
    container: place.container,
    kind: 'process.exec',
    process: {
      pid: facts.pid,
      tid: facts.pid,
      containerPid: 0,
      comm: facts.comm,
      executable: facts.executable,
      uid: 0,
      gid: 0,
      loginUid: undefined,
      terminal: false,
      startedAt: Math.round(bootedAtMs + facts.startTicks * TICK_MS) as EpochMs,
      parent: undefined,
    },
    replaced: undefined,
    filename: facts.executable,
    args,
    argsCut: false,
    cwd: '',
    stdio: ['other', 'other', 'other'],
    capabilities: 0n,
    origin: 'unknown',
    entered: false,
    script: false,
    prevented: 'no',
  };
}
