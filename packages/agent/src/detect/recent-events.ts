/**
 * Detect: events are held against the last merged baseline.
 *
 * in     events and the server's orders
 * out    findings, each with the events that are its evidence
 * holds  an event is judged before it is learned, against a baseline that the server has; memory is bounded
 */
import type { Event, RecordId } from '@plimsoll/core';

/** The last events of this node that a later finding may point at. */
export interface RecentEvents {
  add(event: Event): void;
  /** Those of these ids that are still known, oldest first. */
  find(ids: readonly RecordId[]): readonly Event[];
}

/**
 * Findings gather novelties over a slice and starts over seconds; windows and exits are told at once or never. What is not kept
 * dies young, which is most of what a busy node costs.
 */
const limits: Readonly<Partial<Record<Event['kind'], number>>> = {
  'syscall.novelty': 2_048,
  'process.exec': 64,
  'process.privilege': 64,
};

export function createRecentEvents(): RecentEvents {
  const places = new Map<RecordId, Event>();
  const rings = new Map<Event['kind'], { readonly ring: Event[]; next: number }>();

  return {
    add(event) {
      const limit = limits[event.kind];
      if (limit === undefined) return;
      let kept = rings.get(event.kind);
      if (kept === undefined) {
        kept = { ring: [], next: 0 };
        rings.set(event.kind, kept);
      }
      const replaced = kept.ring[kept.next];
      if (replaced !== undefined) places.delete(replaced.id);
      kept.ring[kept.next] = event;
      places.set(event.id, event);
      kept.next = (kept.next + 1) % limit;
    },
    find(ids) {
      return ids.flatMap((id) => places.get(id) ?? []).sort((a, b) => a.at - b.at);
    },
  };
}
