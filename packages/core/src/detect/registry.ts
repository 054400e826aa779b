/** Every detector, in the order they look at an event. */
import type { Detector } from './detector.ts';
import { neverLearned } from './never-learned.ts';

export const detectors: readonly Detector[] = [neverLearned];
