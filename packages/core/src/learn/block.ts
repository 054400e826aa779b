/**
 * Blocks: the unit in which behaviour is counted. A slice of one container for syscalls, one start for processes.
 *
 * in     the container, its age, and which slice or start it is
 * out    a 32-bit hash, never 0, whose two lowest bits tell the phase
 * holds  the same block has the same hash on every host, so learning it twice counts once
 */
import type { ContainerRef } from '../event/event.ts';
import type { EpochMs } from '../record.ts';
import { hashText, hashWord } from './hash.ts';

/** Mondrian groups: a container behaves differently while it starts and warms up. */
export const phases = ['start-up', 'warm-up', 'steady'] as const;
export type Phase = (typeof phases)[number];

/** A container's first seconds load programs and libraries; its first minute still fills caches and compiles. */
const startUpMs = 10_000;
const warmUpMs = 60_000;

export function phaseAt(container: ContainerRef, at: EpochMs): Phase {
  const age = at - container.startedAt;
  return age < startUpMs ? 'start-up' : age < warmUpMs ? 'warm-up' : 'steady';
}

export function phaseOf(block: number): Phase {
  return phases[block & 3] ?? 'steady';
}

/** One value a phase. */
export function byPhase<T>(make: (phase: Phase) => T): Record<Phase, T> {
  return { 'start-up': make('start-up'), 'warm-up': make('warm-up'), steady: make('steady') };
}

export function sliceBlock(container: ContainerRef, slice: number, phase: Phase): number {
  return inPhase(hashWord(hashText(0x51ce, container.id), slice), phase);
}

export function startBlock(container: ContainerRef, pid: number, startedAt: number, at: number, phase: Phase): number {
  const place = hashWord(hashText(0x57a7, container.id), pid);
  return inPhase(hashWord(hashWord(place, startedAt % 2 ** 32), at % 2 ** 32), phase);
}

/** The hash with the phase in its two lowest bits. */
export function inPhase(hash: number, phase: Phase): number {
  const block = ((hash & ~3) | phases.indexOf(phase)) >>> 0;
  return block === 0 ? 4 : block;
}
