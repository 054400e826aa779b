/**
 * Prevented: protect mode stopped a program, or would have, and no other detector had anything against it.
 *
 * in     program starts
 * out    a suspicion for each that was stopped, or would have been in a dry run
 * holds  nothing is ever stopped without being told
 */
import { summarize } from '../explain/summarize.ts';
import { blocksOf } from '../learn/facts.ts';
import type { Detector } from './detector.ts';

export const prevented: Detector = {
  id: 'prevented',
  behaviour: 'process',
  about: 'Programs that protect mode stopped, or would have stopped in a dry run.',
  inDiscover: false,
  budgetShare: 0,
  watch: ({ baseline }) => {
    const starts = blocksOf(baseline, 'process');
    return (event) => {
      if (event.kind !== 'process.exec' || event.prevented === 'no') return undefined;
      const { executable, comm } = event.process;
      return {
        event,
        process: event.process,
        title: event.prevented === 'killed' ? 'Program stopped' : 'Program that protect would stop',
        told: `was started as \`${executable || comm}\`, which is not among the programs of the image that were trusted in ${starts} process starts`,
        technique: undefined,
        cause: [executable],
        surprise: { severity: event.prevented === 'killed' ? 'high' : 'medium' },
        observed: summarize(event),
        expected: [],
        contributions: [],
        evidence: [event.id],
      };
    };
  },
};
