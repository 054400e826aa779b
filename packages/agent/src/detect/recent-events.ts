/**
 * Detect: events are held against the last merged baseline.
 *
 * in     events and the server's orders
 * out    findings, each with the events that are its evidence
 * holds  an event is judged before it is learned, against a baseline that the server has; memory is bounded
 */
import type { Event, RecordId } from '@plimsoll/core';

/** The last events of this node, so that a finding can carry what it points at. */
export interface RecentEvents {
  add(event: Event): void;
  /** Those of these ids that are still known, oldest first. */
  find(ids: readonly RecordId[]): readonly Event[];
}

export function createRecentEvents(limit = 4_096): RecentEvents {
  const ring: (Event | undefined)[] = new Array(limit);
  const places = new Map<RecordId, number>();
  let next = 0;

  return {
    add(event) {
      const replaced = ring[next];
      if (replaced !== undefined) places.delete(replaced.id);
      ring[next] = event;
      places.set(event.id, next);
      next = (next + 1) % limit;
    },
    find(ids) {
      return ids.flatMap((id) => ring[places.get(id) ?? -1] ?? []).sort((a, b) => a.at - b.at);
    },
  };
}
