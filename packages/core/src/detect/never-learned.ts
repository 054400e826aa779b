/**
 * Never learned: acts that are told whatever the baseline says (rules in act/).
 *
 * in     program starts and privileged calls
 * out    a suspicion for each act that nobody approved
 * holds  works without any baseline, from the first event of a container
 */
import { actKey } from '../act/key.ts';
import { startedBy } from '../act/program.ts';
import { actOf } from '../act/registry.ts';
import type { Event } from '../event/event.ts';
import { summarize } from '../explain/summarize.ts';
import { blocksOf } from '../learn/facts.ts';
import type { Detector } from './detector.ts';

export const neverLearned: Detector = {
  id: 'never-learned',
  behaviour: 'process',
  about: 'Acts that no clean workload is expected to show, so that learning never makes them normal.',
  inDiscover: true,
  budgetShare: 0,
  watch: ({ baseline }) => {
    const approved = new Set(baseline.approved.smallest);
    return (event) => {
      const act = actOf(event);
      if (act === undefined || !('process' in event) || approved.has(actKey(event))) return undefined;
      const also = act.also.length === 0 ? '' : ` (also: ${act.also.join('; ').toLowerCase()})`;
      return {
        event,
        process: event.process,
        title: act.rule.title,
        told: `${verb(event)}${act.what}${also}; ${neverNormal(blocksOf(baseline, 'process'))}`,
        technique: act.rule.technique,
        cause: [act.rule.id, event.process.executable || event.process.comm],
        surprise: { severity: act.rule.severity },
        observed: summarize(event),
        expected: [],
        contributions: [{ what: act.rule.title, digits: 0 }, ...act.also.map((what) => ({ what, digits: 0 }))],
        evidence: [event.id],
      };
    };
  },
};

function verb(event: Event): string {
  return event.kind === 'process.exec' ? `${startedBy(event)} ` : '';
}

function neverNormal(starts: number): string {
  return starts === 0
    ? 'this is told whatever was learned'
    : `this is told whatever was learned in ${starts} process starts`;
}
