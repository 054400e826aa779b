/** The containers of this node: which cgroup is which container, under which name, and who waits to hear. */
import type { ContainerId, ContainerRef, EpochMs, WorkloadId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { CgroupId } from '../sense/frame.ts';
import { containerIdsIn, shortId } from './cgroup-path.ts';
import type { ContainerFacts } from './container-facts.ts';

/** What an event says of where it happened. */
export interface Place {
  readonly cgroup: CgroupId;
  /** The cgroup's path below its hierarchy's root. */
  readonly path: string;
  readonly container: ContainerRef;
  readonly workload: WorkloadId;
  readonly volumes: readonly string[];
}

export interface Seen {
  readonly cgroup: CgroupId;
  readonly path: string;
  readonly alreadyRunning: boolean;
  /** False when the sensor had no slot for it. */
  readonly watched: boolean;
  readonly at: EpochMs;
}

export interface ContainersSink {
  /** A cgroup has its place, or another than before. */
  placed(place: Place): void;
  vanished(place: Place): void;
  /** Something found no room to wait in. */
  overflowed(cgroup: CgroupId): void;
  /** Nothing is known of this container: ask whoever may know. */
  ask(id: ContainerId): void;
}

export interface Containers {
  appeared(seen: Seen): void;
  vanished(cgroup: CgroupId): void;
  knows(cgroup: CgroupId): boolean;
  /** Calls back with the cgroup's place: at once, or when its name is known, or after two seconds without one. */
  whenPlaced(cgroup: CgroupId, callback: (place: Place) => void): void;
  placeOf(cgroup: CgroupId): Place | undefined;

  facts(facts: ContainerFacts, complete: boolean): void;
  running(id: ContainerId, running: boolean): void;
  missing(id: ContainerId): void;
  removed(id: ContainerId): void;
  /** While there is nobody to ask, nothing waits for a name. */
  engine(connected: boolean): void;

  /** Every container that runs now, seen by the sensor or told by the engine. */
  all(): readonly { readonly container: ContainerRef; readonly workload: WorkloadId }[];
  places(): readonly Place[];
  /** Nobody waits for this any more: a new run of the sensor tells its cgroups anew. */
  forgetCgroups(): void;
}

interface Entry {
  readonly seen: Seen;
  /** Innermost first. */
  readonly ids: readonly ContainerId[];
  place: Place | undefined;
  waiting: ((place: Place) => void)[];
  cancelWait: () => void;
}

interface Known {
  facts: ContainerFacts;
  complete: boolean;
}

const NAME_WAIT_MS = 2_000;
/** The engine does not know it: it is another engine's, or gone so soon that the event of its creation is still on the way. */
const MISSING_WAIT_MS = 300;
/** Frames of a container that is gone, and its name, may still be on their way. */
const LINGER_MS = 60_000;
/** The engine's own time of a start and the sensor's differ by this much at most. */
const START_SLACK_MS = 5_000;
const WAITING_LIMIT = 2_000;
const WAITING_LIMIT_ALL = 20_000;
const KNOWN_LIMIT = 10_000;

export function createContainers({
  clock,
  sink,
}: {
  readonly clock: Clock;
  readonly sink: ContainersSink;
}): Containers {
  const entries = new Map<CgroupId, Entry>();
  const known = new Map<ContainerId, Known>();
  /** Still looked up, no longer running. */
  const gone = new WeakSet<Entry>();
  const starts = new Map<ContainerId, EpochMs>();
  const runningIds = new Set<ContainerId>();
  let connected = false;
  let waitingAll = 0;

  function appeared(seen: Seen): void {
    entries.get(seen.cgroup)?.cancelWait();
    const before = entries.get(seen.cgroup)?.waiting ?? [];
    const entry: Entry = {
      seen,
      ids: containerIdsIn(seen.path),
      place: undefined,
      waiting: before,
      cancelWait: () => {},
    };
    remember(entries, seen.cgroup, entry);
    if (settle(entry)) return;
    const id = entry.ids[0];
    if (connected && id !== undefined) {
      entry.cancelWait = clock.after(NAME_WAIT_MS, () => settleWithoutName(entry));
      sink.ask(id);
    } else settleWithoutName(entry);
  }

  /** True when a complete name was there. */
  function settle(entry: Entry): boolean {
    const id = entry.ids.find((candidate) => known.get(candidate)?.complete);
    const facts = id === entry.ids[0] && id !== undefined ? known.get(id)?.facts : undefined;
    if (facts === undefined) return false;
    place(entry, facts);
    return true;
  }

  /** The best there is: what an event told, the container around it, or only its id. */
  function settleWithoutName(entry: Entry): void {
    const told = entry.ids.map((id) => known.get(id)).find((candidate) => candidate !== undefined);
    place(entry, told?.facts ?? namelessFacts(entry));
  }

  function place(entry: Entry, facts: ContainerFacts): void {
    const { seen, waiting } = entry;
    const startedAt = entry.place?.container.startedAt ?? startOf(seen, facts);
    remember(starts, facts.id, startedAt);
    const { id, name, image, imageDigest, workload, volumes } = facts;
    const { cgroup, path } = seen;
    const now: Place = { cgroup, path, container: { id, name, image, imageDigest, startedAt }, workload, volumes };
    const isNew = entry.place === undefined || !samePlace(entry.place, now);
    entry.place = now;
    entry.cancelWait();
    if (isNew) sink.placed(now);
    entry.waiting = [];
    waitingAll -= waiting.length;
    for (const callback of waiting) callback(now);
  }

  /** Once told, a container's start stays, over restarts of the sensor too: records that name it must agree. */
  function startOf({ alreadyRunning, at }: Seen, { id, startedAt }: ContainerFacts): EpochMs {
    if (!alreadyRunning) return at;
    const told = starts.get(id);
    const restartedUnseen = told !== undefined && startedAt !== undefined && startedAt > told + START_SLACK_MS;
    return (restartedUnseen ? undefined : told) ?? startedAt ?? at;
  }

  function entriesOf(id: ContainerId): Entry[] {
    return [...entries.values()].filter((entry) => entry.ids.includes(id));
  }

  function vanished(cgroup: CgroupId): void {
    const entry = entries.get(cgroup);
    if (entry === undefined) return;
    if (entry.place !== undefined) sink.vanished(entry.place);
    clock.after(LINGER_MS, () => {
      if (entries.get(cgroup) === entry) entries.delete(cgroup);
    });
    gone.add(entry);
  }

  return {
    appeared,
    vanished,
    knows: (cgroup) => entries.has(cgroup),
    placeOf: (cgroup) => entries.get(cgroup)?.place,
    whenPlaced(cgroup, callback) {
      const entry = entries.get(cgroup);
      if (entry === undefined) return;
      if (entry.place !== undefined) callback(entry.place);
      else if (entry.waiting.length >= WAITING_LIMIT || waitingAll >= WAITING_LIMIT_ALL) sink.overflowed(cgroup);
      else {
        entry.waiting.push(callback);
        waitingAll += 1;
      }
    },
    facts(facts, complete) {
      const before = known.get(facts.id);
      // An event tells less than an inspection did, but its name is newer.
      const merged = before?.complete && !complete ? { ...before.facts, name: facts.name || before.facts.name } : facts;
      remember(known, facts.id, { facts: merged, complete: complete || (before?.complete ?? false) });
      for (const entry of entriesOf(facts.id)) settle(entry);
    },
    running(id, running) {
      if (running) runningIds.add(id);
      else runningIds.delete(id);
    },
    missing(id) {
      for (const entry of entriesOf(id)) {
        if (entry.ids[0] !== id || entry.place !== undefined) continue;
        entry.cancelWait();
        if (known.has(id)) settleWithoutName(entry);
        else entry.cancelWait = clock.after(MISSING_WAIT_MS, () => settleWithoutName(entry));
      }
    },
    removed(id) {
      runningIds.delete(id);
      const was = known.get(id);
      clock.after(LINGER_MS, () => {
        if (known.get(id) === was) known.delete(id);
      });
    },
    engine(isConnected) {
      connected = isConnected;
      if (isConnected) {
        for (const { ids } of entries.values()) if (ids[0] !== undefined && !known.has(ids[0])) sink.ask(ids[0]);
        return;
      }
      runningIds.clear();
      for (const entry of entries.values()) if (entry.place === undefined) settleWithoutName(entry);
    },
    all() {
      const found = new Map<ContainerId, { container: ContainerRef; workload: WorkloadId }>();
      for (const id of runningIds) {
        const facts = known.get(id)?.facts;
        if (facts === undefined) continue;
        const { name, image, imageDigest, startedAt = 0 as EpochMs, workload } = facts;
        found.set(id, { container: { id, name, image, imageDigest, startedAt }, workload });
      }
      for (const entry of entries.values()) {
        if (entry.place !== undefined && !gone.has(entry)) found.set(entry.place.container.id, entry.place);
      }
      return [...found.values()];
    },
    places: () => [...entries.values()].flatMap((entry) => (entry.place && !gone.has(entry) ? [entry.place] : [])),
    forgetCgroups() {
      for (const entry of entries.values()) {
        entry.cancelWait();
        if (entry.place === undefined) settleWithoutName(entry);
      }
      entries.clear();
    },
  };
}

/** Keeps the newest; a Map walks in the order of insertion. */
function remember<Key, Value>(table: Map<Key, Value>, key: Key, value: Value): void {
  table.delete(key);
  table.set(key, value);
  if (table.size > KNOWN_LIMIT) table.delete(table.keys().next().value as Key);
}

function namelessFacts({ ids, seen }: Entry): ContainerFacts {
  const id = ids[0] ?? (`cgroup-${seen.cgroup}` as ContainerId);
  const name = ids[0] === undefined ? id : shortId(id);
  return {
    id,
    name,
    image: '',
    imageDigest: '',
    startedAt: undefined,
    workload: `unknown/${name}` as WorkloadId,
    volumes: [],
  };
}

function samePlace(a: Place, b: Place): boolean {
  return (
    a.workload === b.workload &&
    a.volumes.join() === b.volumes.join() &&
    a.container.id === b.container.id &&
    a.container.name === b.container.name &&
    a.container.image === b.container.image &&
    a.container.imageDigest === b.container.imageDigest
  );
}
