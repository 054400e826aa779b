/**
 * The live stream: what happens, to everyone who watches.
 *
 * in     events as they come, findings, changes of workloads, the status
 * out    server-sent events of LiveMessage: events in batches, findings at once, the status when it changed
 * holds  nobody waits for a slow reader: one whose buffer is full is let go; what is not sent is counted in `held`
 */
import { type EventRecord, eventRecord, type LiveMessage, type Status } from '@plimsoll/api';
import { type Event, type Finding, summarize, type WorkloadId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';

export interface LiveHub {
  observed(events: readonly Event[]): void;
  finding(finding: Finding): void;
  workload(id: WorkloadId): void;
  /** To everyone who watches everything. */
  tell(message: LiveMessage): void;
  /** Starts to send; false when there are as many watchers as there may be. */
  watch(sink: LiveSink, only: WorkloadId | undefined): boolean;
  watchers(): number;
  /** Lets every watcher go. */
  close(): void;
}

/** One connection. `alive` is asked at each heartbeat: a session may have ended. */
export interface LiveSink {
  write(text: string): void;
  waitingBytes(): number;
  end(): void;
  onClose(listener: () => void): void;
  alive(): Promise<boolean>;
}

export interface HubOptions {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly status: () => Promise<Status>;
}

interface Watcher {
  readonly sink: LiveSink;
  readonly only: WorkloadId | undefined;
  readonly events: EventRecord[];
  readonly workloads: Set<WorkloadId>;
  seen: number;
  rate: number;
  status: string;
}

const mostWatchers = 32;
const batchMs = 250;
const batchEvents = 20;
const batchBytes = 64 * 1024;
const statusMs = 2000;
const heartbeatMs = 15_000;
const bufferBytes = 512 * 1024;

export function createHub({ clock, counters, status }: HubOptions): LiveHub {
  const watchers = new Set<Watcher>();
  let stops: readonly (() => void)[] = [];

  /** Idle costs nothing: timers run while somebody watches. */
  function start(): void {
    if (stops.length > 0) return;
    stops = [
      clock.every(batchMs, sendBatches),
      clock.every(statusMs, () => void sendStatus()),
      clock.every(heartbeatMs, () => void heartbeat()),
    ];
  }

  function drop(watcher: Watcher): void {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    for (const stop of stops) stop();
    stops = [];
  }

  function send(watcher: Watcher, message: LiveMessage): void {
    push(watcher, `data: ${JSON.stringify(message)}\n\n`);
  }

  function push(watcher: Watcher, text: string): void {
    if (!watchers.has(watcher)) return;
    if (watcher.sink.waitingBytes() > bufferBytes) {
      counters.drop('slow live readers', 1);
      drop(watcher);
      watcher.sink.end();
      return;
    }
    watcher.sink.write(text);
  }

  function sendBatches(): void {
    for (const watcher of [...watchers]) {
      for (const workload of watcher.workloads) send(watcher, { type: 'workload', workload });
      watcher.workloads.clear();
      const arrived = watcher.seen;
      watcher.seen = 0;
      watcher.rate = watcher.rate * 0.75 + (arrived * 1000 * 0.25) / batchMs;
      if (arrived === 0) continue;
      const { kept, held } = withinBytes(watcher.events, arrived);
      watcher.events.length = 0;
      counters.drop('live events', held);
      send(watcher, { type: 'events', events: kept, held, perSecond: Math.round(watcher.rate), at: clock.now() });
    }
  }

  async function sendStatus(): Promise<void> {
    const now = await status();
    for (const watcher of [...watchers]) tellStatus(watcher, now);
  }

  function tellStatus(watcher: Watcher, now: Status): void {
    const shape = JSON.stringify({ ...now, at: 0 });
    if (shape === watcher.status) return;
    watcher.status = shape;
    send(watcher, { type: 'status', status: now });
  }

  async function heartbeat(): Promise<void> {
    for (const watcher of [...watchers]) {
      // Who cannot be asked about, of a database that cannot be read, may not go on either.
      if (await watcher.sink.alive().catch(() => false)) push(watcher, ': still here\n\n');
      else {
        drop(watcher);
        watcher.sink.end();
      }
    }
  }

  return {
    observed(events) {
      if (watchers.size === 0) return;
      for (const event of events) {
        let record: EventRecord | undefined;
        for (const watcher of watchers) {
          if (watcher.only !== undefined && watcher.only !== event.workload) continue;
          watcher.seen++;
          if (watcher.events.length >= batchEvents) continue;
          record ??= eventRecord(event, summarize(event));
          watcher.events.push(record);
        }
      }
    },
    finding(finding) {
      for (const watcher of [...watchers]) {
        if (watcher.only !== undefined && watcher.only !== finding.workload) continue;
        send(watcher, { type: 'finding', finding: finding as Extract<LiveMessage, { type: 'finding' }>['finding'] });
      }
    },
    workload(id) {
      for (const watcher of watchers) {
        if (watcher.only === undefined || watcher.only === id) watcher.workloads.add(id);
      }
    },
    tell(message) {
      for (const watcher of [...watchers]) if (watcher.only === undefined) send(watcher, message);
    },
    watch(sink, only) {
      if (watchers.size >= mostWatchers) return false;
      const watcher: Watcher = { sink, only, events: [], workloads: new Set(), seen: 0, rate: 0, status: '' };
      watchers.add(watcher);
      start();
      sink.onClose(() => drop(watcher));
      // The browser is told how long to wait before it comes back.
      push(watcher, 'retry: 2000\n\n');
      void status().then((now) => tellStatus(watcher, now));
      return true;
    },
    watchers: () => watchers.size,
    close() {
      for (const watcher of [...watchers]) {
        drop(watcher);
        watcher.sink.end();
      }
    },
  };
}

function withinBytes(events: readonly EventRecord[], arrived: number): { kept: EventRecord[]; held: number } {
  const kept: EventRecord[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += JSON.stringify(event).length;
    if (kept.length > 0 && bytes > batchBytes) break;
    kept.push(event);
  }
  return { kept, held: arrived - kept.length };
}
