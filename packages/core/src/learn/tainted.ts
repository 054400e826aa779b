/**
 * Processes whose behaviour must not be learned: they did what is never learned, or were started by one that did.
 *
 * in     events; those that are never learned are reported with `taint`
 * out    whether an event's process is tainted
 * holds  at most `limit` processes are remembered, the oldest forgotten first
 */
import type { Event } from '../event/event.ts';

const limit = 2048;

export interface TaintedProcesses {
  taint(event: Event): void;
  isTainted(event: Event): boolean;
}

export function taintedProcesses(): TaintedProcesses {
  const tainted = new Set<string>();
  const add = (key: string): void => {
    if (tainted.size >= limit) tainted.delete(tainted.values().next().value as string);
    tainted.add(key);
  };
  return {
    taint(event) {
      if ('process' in event) add(keyOf(event.container.id, event.process.pid));
    },
    isTainted(event) {
      if (!('process' in event)) return false;
      const key = keyOf(event.container.id, event.process.pid);
      if (event.kind === 'process.exit') {
        const was = tainted.delete(key);
        return was;
      }
      if (tainted.size === 0) return false;
      if (tainted.has(key)) return true;
      const parent = event.process.parent;
      if (parent === undefined || !tainted.has(keyOf(event.container.id, parent.pid))) return false;
      add(key);
      return true;
    },
  };
}

function keyOf(container: string, pid: number): string {
  return `${container}/${pid}`;
}
