/**
 * Blocks: the unit in which behaviour is counted. A slice of one container for syscalls, one start for processes.
 *
 * in     the container, its age, and which slice or start it is
 * out    a 32-bit hash, never 0, whose lowest bit tells start-up from steady running
 * holds  the same block has the same hash on every host, so learning it twice counts once
 */
import type { ContainerRef } from '../event/event.ts';
import type { EpochMs } from '../record.ts';
import { hashText, hashWord } from './hash.ts';

/** Mondrian groups: a container behaves differently while it starts. */
export type Phase = 'start-up' | 'steady';

/** A container's first minute is start-up. */
export const startUpMs = 60_000;

export function phaseAt(container: ContainerRef, at: EpochMs): Phase {
  return at - container.startedAt < startUpMs ? 'start-up' : 'steady';
}

export function phaseOf(block: number): Phase {
  return (block & 1) === 1 ? 'start-up' : 'steady';
}

export function sliceBlock(container: ContainerRef, slice: number, phase: Phase): number {
  return inPhase(hashWord(hashText(0x51ce, container.id), slice), phase);
}

export function startBlock(container: ContainerRef, pid: number, startedAt: number, at: number, phase: Phase): number {
  const place = hashWord(hashText(0x57a7, container.id), pid);
  return inPhase(hashWord(hashWord(place, startedAt % 2 ** 32), at % 2 ** 32), phase);
}

function inPhase(hash: number, phase: Phase): number {
  const block = (phase === 'start-up' ? hash | 1 : hash & ~1) >>> 0;
  return block === 0 ? 2 : block;
}
