/** Every detector, in the order they look at an event: the first that is suspicious tells it. */
import type { Detector } from './detector.ts';
import { execChain } from './exec-chain.ts';
import { neverLearned } from './never-learned.ts';
import { prevented } from './prevented.ts';
import { startRate } from './start-rate.ts';
import { syscallNovelty } from './syscall-novelty.ts';
import { syscallWindow } from './syscall-window.ts';

export const detectors: readonly Detector[] = [
  neverLearned,
  execChain,
  prevented,
  startRate,
  syscallNovelty,
  syscallWindow,
];
