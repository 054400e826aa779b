/** Frames in, events out: waits for names, keeps time, and turns every kind of loss into gap events. */
import type { EpochMs, Event, GapEvent, RecordId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { DecoderGap } from '../sense/decoder.ts';
import type { CgroupId, ContainerFrame, Frame, HelloFrame } from '../sense/frame.ts';
import { createBootClock } from './boot-clock.ts';
import { type Containers, type ContainersSink, createContainers, type Place } from './containers.ts';
import { type ObservedFrame, processEvent, windowEvent } from './event.ts';
import { createLosses, type Losses } from './losses.ts';
import type { ProcessLookup } from './proc.ts';
import { createProcessTable } from './process-table.ts';

export interface EnricherSink extends Omit<ContainersSink, 'overflowed'> {
  event(event: Event, place: Place): void;
  hello(hello: HelloFrame): void;
}

export interface Enricher {
  readonly containers: Containers;
  readonly losses: Losses;
  newRun(): void;
  frame(frame: Frame): void;
  gap(gap: DecoderGap): void;
  /** The sensor is back after it was away. */
  recovered(blindMs: number): void;
  /** Gaps told so far. */
  gaps(): number;
}

export interface EnricherOptions {
  readonly clock: Clock;
  readonly lookup: ProcessLookup;
  /** Makes the ids of a run's events unlike those of any other. */
  readonly newRunId: () => string;
  /** False for a trace, whose frames arrive when they are read. */
  readonly arrivesLive: boolean;
  readonly sink: EnricherSink;
}

/** Processes of a container that was there before the sensor. */
const EARLIER_LIMIT = 2_000;
/** A garbled or overfull container is told at most this often; counts add up in between. */
const OVERFLOW_TELL_MS = 1_000;

export function createEnricher({ clock, lookup, newRunId, arrivesLive, sink }: EnricherOptions): Enricher {
  const bootClock = createBootClock();
  const losses = createLosses();
  const processes = createProcessTable({ lookup, clock });
  const overflows = new Map<CgroupId, number>();
  const containers = createContainers({ clock, sink: { ...sink, overflowed } });
  let run = newRunId();
  let ownRecords = 0;
  let sliceBase = 0;
  let gaps = 0;

  function take(frame: Frame): void {
    switch (frame.type) {
      case 'hello':
        bootClock.hello(frame.realtimeOffsetNs);
        sliceBase = Math.floor((frame.timeNs + frame.realtimeOffsetNs) / 1e9);
        sink.hello(frame);
        break;
      case 'container':
        if (frame.state === 'vanished') containers.vanished(frame.cgroup);
        else appeared(frame);
        break;
      case 'lost':
        if (frame.cgroup === 0 && arrivesLive) bootClock.heartbeat(frame.timeNs, clock.now());
        lost(frame.cgroup, losses.update(frame.cgroup, frame.totals));
        break;
      case 'ack':
      case 'trace':
        break;
      default:
        observed(frame);
    }
  }

  function appeared(frame: ContainerFrame): void {
    containers.appeared({ ...frame, at: bootClock.at(frame.timeNs) });
    if (!frame.alreadyRunning || !frame.watched) return;
    for (const pid of lookup.pidsIn(frame.path).slice(0, EARLIER_LIMIT)) processes.known(pid);
  }

  function observed(frame: ObservedFrame): void {
    if (!containers.knows(frame.cgroup)) discover(frame);
    const id = `${run}-${frame.sequence.toString(36)}` as RecordId;
    const at = bootClock.at(frame.timeNs);
    if (frame.type === 'counters') {
      tell(frame.cgroup, (place) => windowEvent(frame, { id, at, place, sliceBase }));
      return;
    }
    // Now, not when the name is known: by then the process may be gone.
    const replaced = frame.type === 'exec' ? processes.replacedBy(frame) : undefined;
    const process = processes.refOf(frame.process, bootClock.offsetNs(), frame.type === 'exec' ? frame : undefined);
    if (frame.type === 'exit') processes.exited(frame.process);
    tell(frame.cgroup, (place) => processEvent(frame, { process, replaced }, { id, at, place, sliceBase }));
  }

  function tell(cgroup: CgroupId, eventAt: (place: Place) => Event): void {
    const known = containers.placeOf(cgroup);
    if (known !== undefined) sink.event(eventAt(known), known);
    else containers.whenPlaced(cgroup, (place) => sink.event(eventAt(place), place));
  }

  /** The frame that told of this cgroup was lost: its processes can still tell. */
  function discover(frame: ObservedFrame): void {
    const path = 'process' in frame ? lookup.cgroup(frame.process.pid) : undefined;
    containers.appeared({
      cgroup: frame.cgroup,
      path: path ?? '',
      alreadyRunning: true,
      watched: true,
      at: bootClock.at(frame.timeNs),
    });
  }

  function lost(cgroup: CgroupId, loss: ReturnType<Losses['update']>): void {
    if (loss === undefined) return;
    const places = cgroup === 0 ? containers.places() : [containers.placeOf(cgroup)];
    for (const place of places) {
      if (place === undefined) continue;
      if (loss.lost > 0) tellGap(place, 'events lost', { lost: loss.lost });
      if (loss.heldBack > 0) tellGap(place, 'rate limited', { lost: loss.heldBack });
    }
  }

  function overflowed(cgroup: CgroupId): void {
    losses.overflowed();
    const before = overflows.get(cgroup);
    overflows.set(cgroup, (before ?? 0) + 1);
    if (before !== undefined) return;
    clock.after(OVERFLOW_TELL_MS, () => {
      const count = overflows.get(cgroup) ?? 0;
      overflows.delete(cgroup);
      containers.whenPlaced(cgroup, (place) => tellGap(place, 'events lost', { lost: count }));
    });
  }

  /** One for each workload: replicas that missed the same moment missed it once. */
  function tellGapToAll(reason: GapEvent['reason'], size: { lost?: number; durationMs?: number }): void {
    const told = new Set<string>();
    for (const place of containers.places()) {
      if (told.has(place.workload)) continue;
      told.add(place.workload);
      tellGap(place, reason, size);
    }
  }

  function tellGap(place: Place, reason: GapEvent['reason'], size: { lost?: number; durationMs?: number }): void {
    gaps += 1;
    ownRecords += 1;
    const event: GapEvent = {
      id: `${run}-gap${ownRecords.toString(36)}` as RecordId,
      at: clock.now() as EpochMs,
      because: [],
      workload: place.workload,
      container: place.container,
      kind: 'gap',
      reason,
      lost: size.lost,
      durationMs: size.durationMs,
    };
    sink.event(event, place);
  }

  return {
    containers,
    losses,
    frame: take,
    newRun() {
      run = newRunId();
      ownRecords = 0;
      losses.newRun();
      processes.newRun();
    },
    gap({ skippedBytes, missedFrames }) {
      tellGapToAll('frames garbled', { lost: Math.max(missedFrames, skippedBytes > 0 ? 1 : 0) });
    },
    recovered(blindMs) {
      tellGapToAll('sensor restarted', { durationMs: blindMs });
      containers.forgetCgroups();
    },
    gaps: () => gaps,
  };
}
