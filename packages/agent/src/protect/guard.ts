/** Brings every container's protection to what its workload's order says, and keeps it there. */
import type { EpochMs, ExecEvent, WorkloadId } from '@plimsoll/core';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Place } from '../enrich/containers.ts';
import { reasonOf } from '../errors.ts';
import type { CgroupId } from '../sense/frame.ts';
import { commandsBetween, type Protection, unprotected, type Wanted } from './allow-list.ts';

export interface Guard {
  /** A container came, or its order or baseline changed. */
  apply(place: Place): void;
  vanished(cgroup: CgroupId): void;
  /** A new run of the sensor protects nothing. */
  newRun(): void;
  /** Containers whose workload is in protect and which are not protected, and why. */
  unprotected(): readonly { readonly place: Place; readonly why: string }[];
  /** Resolves when all that was asked for is in place. */
  settled(): Promise<void>;
}

export interface GuardOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly command: (text: string) => Promise<void>;
  readonly wanted: (place: Place) => Wanted;
  /** @param since who started before is only told: that was no race, and may be the service itself */
  readonly stopLatecomers: (place: Place, protection: Protection, since: EpochMs) => readonly ExecEvent[];
  readonly report: (event: ExecEvent) => void;
}

interface Guarded {
  place: Place;
  applied: Protection;
  why: string | undefined;
  working: Promise<void>;
  cancelRetry: () => void;
}

const RETRY_MS = 10_000;
/** A second look, when a container runtime that was still handing over must have done so. */
const SECOND_LOOK_MS = 12_000;

export function createGuard({ clock, log, command, wanted, stopLatecomers, report }: GuardOptions): Guard {
  const guarded = new Map<CgroupId, Guarded>();
  const enforcedSince = new Map<WorkloadId, EpochMs>();

  function apply(place: Place): void {
    const known = guarded.get(place.cgroup);
    if (known === undefined && wanted(place).state === 'off' && wanted(place).withheld === undefined) return;
    const one = known ?? {
      place,
      applied: unprotected,
      why: undefined,
      working: Promise.resolve(),
      cancelRetry: () => {},
    };
    one.place = place;
    guarded.set(place.cgroup, one);
    // One after the other: two orders for one container must not mix their commands.
    one.working = one.working.then(() => work(one));
  }

  async function work(one: Guarded): Promise<void> {
    if (guarded.get(one.place.cgroup) !== one) return;
    const { place } = one;
    const to = wanted(place);
    noteSince(place.workload, to.state);
    const commands = commandsBetween(place.cgroup, one.applied, to);
    one.cancelRetry();
    try {
      await Promise.all(commands.slice(0, -1).map(command));
      for (const last of commands.slice(-1)) await command(last);
    } catch (error) {
      await failed(one, error);
      return;
    }
    const isNew = one.applied.state !== to.state || commands.length > 0;
    one.applied = to;
    one.why = to.withheld;
    if (to.state === 'off' || !isNew) return;
    log.info({ container: place.container.name, state: to.state, allowed: to.allowed.size }, 'protecting a container');
    look(one, to);
    clock.after(SECOND_LOOK_MS, () => {
      if (guarded.get(place.cgroup) === one && one.applied === to) look(one, to);
    });
  }

  function look({ place }: Guarded, protection: Protection): void {
    const since = enforcedSince.get(place.workload) ?? clock.now();
    for (const event of stopLatecomers(place, protection, since)) report(event);
  }

  /** When a person's choice to enforce reached this node. */
  function noteSince(workload: WorkloadId, state: Protection['state']): void {
    if (state !== 'enforce') enforcedSince.delete(workload);
    else if (!enforcedSince.has(workload)) enforcedSince.set(workload, clock.now());
  }

  /** Half a list must not be enforced: take protection off, say so, try again. */
  async function failed(one: Guarded, error: unknown): Promise<void> {
    const { place } = one;
    if (guarded.get(place.cgroup) !== one) return;
    one.why = reasonOf(error);
    one.applied = unprotected;
    log.warn({ container: place.container.name, error: one.why }, 'a container could not be protected: trying again');
    await command(`protect ${place.cgroup} off`).catch((again: unknown) => {
      log.warn(
        { container: place.container.name, error: reasonOf(again) },
        'its protection could not be taken off either',
      );
    });
    one.cancelRetry = clock.after(RETRY_MS, () => apply(place));
  }

  return {
    apply,
    vanished(cgroup) {
      guarded.get(cgroup)?.cancelRetry();
      guarded.delete(cgroup);
    },
    newRun() {
      for (const one of guarded.values()) one.cancelRetry();
      guarded.clear();
    },
    unprotected: () => [...guarded.values()].flatMap(({ place, why }) => (why === undefined ? [] : [{ place, why }])),
    async settled() {
      await Promise.all([...guarded.values()].map(({ working }) => working));
    },
  };
}
