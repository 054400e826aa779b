import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ContainerId, EpochMs, ExecEvent, RecordId, WorkloadId } from '@plimsoll/core';
import { fakeClock } from '@plimsoll/testkit';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { Place } from '../enrich/containers.ts';
import type { ProcFacts } from '../enrich/proc.ts';
import { type Protection, unprotected, type Wanted } from './allow-list.ts';
import { createGuard } from './guard.ts';
import { createSeenExecs, stopLatecomers } from './latecomers.ts';
import { liveHost, type ProcessHost } from './process-host.ts';

const place: Place = {
  cgroup: 7,
  path: '/docker/a',
  workload: 'docker/web' as WorkloadId,
  volumes: [],
  container: { id: 'a' as ContainerId, name: 'web-1', image: '', imageDigest: '', startedAt: 0 as EpochMs },
};
const enforce: Wanted = { state: 'enforce', allowed: new Set(['/bin/a']), volumes: [], withheld: undefined };

function guard(refuse: (text: string) => boolean = () => false) {
  const clock = fakeClock();
  const sent: string[] = [];
  const looks: string[] = [];
  let wanted: Wanted = enforce;
  const one = createGuard({
    clock,
    log: pino({ level: 'silent' }),
    async command(text) {
      sent.push(text);
      if (refuse(text)) throw new Error('the list is full');
    },
    wanted: () => wanted,
    stopLatecomers(_, { state }) {
      looks.push(state);
      return [];
    },
    report: () => {},
  });
  return { clock, sent, looks, guard: one, want: (next: Wanted) => (wanted = next) };
}

describe('guard', () => {
  it('sends nothing for a container that is not to be protected', async () => {
    const { guard: one, sent, want } = guard();
    want({ ...unprotected, withheld: undefined });
    one.apply(place);
    await one.settled();

    expect(sent).toEqual([]);
  });

  it('protects, looks at what started earlier, and looks again', async () => {
    const { guard: one, sent, looks, clock } = guard();
    one.apply(place);
    one.apply(place);
    await one.settled();

    expect(sent).toEqual(['forget 7', 'allow 7 /bin/a', 'protect 7 enforce']);
    expect(looks).toEqual(['enforce']);
    clock.advance(12_000);
    expect(looks).toEqual(['enforce', 'enforce']);
  });

  it('takes protection off again', async () => {
    const { guard: one, sent, want } = guard();
    one.apply(place);
    await one.settled();
    want({ ...unprotected, withheld: undefined });
    one.apply(place);
    await one.settled();

    expect(sent.at(-1)).toBe('protect 7 off');
  });

  it('enforces no half list: takes it off, says why, tries again', async () => {
    let full = true;
    const { guard: one, sent, clock } = guard((text) => full && text.startsWith('allow'));
    one.apply(place);
    await one.settled();

    expect(sent).toEqual(['forget 7', 'allow 7 /bin/a', 'protect 7 off']);
    expect(one.unprotected()).toEqual([{ place, why: 'the list is full' }]);
    full = false;
    clock.advance(10_000);
    await one.settled();
    expect(sent.at(-1)).toBe('protect 7 enforce');
    expect(one.unprotected()).toEqual([]);
  });

  it('says why protection is withheld', async () => {
    const { guard: one, want } = guard();
    want({ ...unprotected, withheld: 'its baseline is not ready' });
    one.apply(place);
    await one.settled();

    expect(one.unprotected()).toEqual([{ place, why: 'its baseline is not ready' }]);
  });
});

describe('latecomers', () => {
  const protection: Protection = { state: 'enforce', allowed: new Set(['/bin/a']), volumes: [] };
  const facts = (pid: number, executable: string, change: Partial<ProcFacts> = {}): ProcFacts => ({
    pid,
    ppid: 1,
    comm: 'x',
    executable,
    startTicks: 100,
    ...change,
  });

  function stop(
    processes: readonly ProcFacts[],
    { protection: chosen = protection, now = 60_000, reused = false, since = 0 } = {},
  ) {
    const killed: number[] = [];
    const reads = new Map<number, number>();
    const host: ProcessHost = {
      pidsIn: () => processes.map(({ pid }) => pid),
      process(pid) {
        const read = (reads.get(pid) ?? 0) + 1;
        reads.set(pid, read);
        const found = processes.find((one) => one.pid === pid);
        return found && reused && read > 1 ? { ...found, startTicks: found.startTicks + 1 } : found;
      },
      args: () => ['x', 'y'],
      kill: (pid) => killed.push(pid) > 0,
    };
    const told = stopLatecomers(place, chosen, {
      host,
      seen: createSeenExecs(() => 0),
      bootedAtMs: () => 0,
      now: () => now as EpochMs,
      newId: () => 'new' as RecordId,
      since: since as EpochMs,
    });
    return { killed, told };
  }

  it('end what the list would not have let start, and tell it', () => {
    const { killed, told } = stop([facts(10, '/bin/a'), facts(11, '/bin/b'), facts(12, '')]);

    expect(killed).toEqual([11]);
    expect(told).toMatchObject([
      { kind: 'process.exec', prevented: 'killed', args: ['x', 'y'], process: { executable: '/bin/b' } },
    ]);
  });

  it('are only told in a dry run', () => {
    const { killed, told } = stop([facts(11, '/bin/b')], { protection: { ...protection, state: 'dry' } });

    expect(killed).toEqual([]);
    expect(told).toMatchObject([{ prevented: 'dry run' }]);
  });

  it('are only told when they are older than the choice to enforce: that was no race', () => {
    const { killed, told } = stop([facts(11, '/bin/b')], { since: 1_001 });

    expect(killed).toEqual([]);
    expect(told).toMatchObject([{ prevented: 'dry run' }]);
  });

  it('are let be when their pid is another process by now', () => {
    expect(stop([facts(11, '/bin/b')], { reused: true })).toEqual({ killed: [], told: [] });
  });

  it('are not the runtime while it hands over, but are who only bears its name for long', () => {
    const runtime = facts(11, '/usr/sbin/runc', { comm: 'runc:[2:INIT]', startTicks: 100 });

    expect(stop([runtime], { now: 2_000 }).killed).toEqual([]);
    expect(stop([runtime], { now: 60_000 }).killed).toEqual([11]);
  });

  it('are known by how they were started', () => {
    const seen = createSeenExecs(() => 0);
    const exec = { id: 'e1', origin: 'writable layer', process: { pid: 11, startedAt: 1_004 } } as unknown as ExecEvent;
    seen.add(exec);

    expect(seen.find(11, 100)).toBe(exec);
    expect(seen.find(11, 105)).toBeUndefined();
  });

  it('are found and ended for real', async () => {
    const child = spawn('sleep', ['100']);
    await once(child, 'spawn');
    const gone = once(child, 'close');
    expect(liveHost.args(child.pid as number)).toEqual(['sleep', '100']);
    expect(liveHost.kill(child.pid as number)).toBe(true);
    await gone;
    expect(liveHost.kill(child.pid as number)).toBe(false);
    expect(liveHost.pidsIn('/no/such/group')).toEqual([]);
    expect(liveHost.pidsIn('/../..')).toEqual([]);
    await vi.waitFor(() => expect(liveHost.process(child.pid as number)).toBeUndefined());
  });
});
