import { describe, expect, it } from 'vitest';
import type { Event, GapEvent } from '../event/event.ts';
import { begin, container, exec, processRef, windowOf } from '../event/events.fixture.ts';
import type { BatchId } from '../record.ts';
import { type Baseline, emptyBaseline } from './baseline.ts';
import { createLearner } from './learner.ts';
import { assessReadiness } from './readiness.ts';

const settings = { sliceMs: 1000, alertBudgetPerDay: 100, minimumMs: 60_000, minimumStarts: 2 };

function learned(seconds: number, names: readonly string[], more: readonly Event[] = []): Baseline {
  const learner = createLearner(emptyBaseline());
  for (const [n, name] of names.entries()) {
    for (let i = 0; i < 3; i++)
      learner.observe(exec({ at: begin + i, container: container(name), process: processRef({ pid: n * 10 + i }) }));
    for (let s = 0; s < seconds; s++) {
      learner.observe(
        windowOf({ read: 5, write: 5 }, { at: begin + s * 1000, slice: s + 1, container: container(name) }),
      );
    }
  }
  for (const event of more) learner.observe(event);
  return learner.takeDelta('run:1' as BatchId) ?? emptyBaseline();
}

describe('assessReadiness', () => {
  it('misses everything at first', () => {
    const { ready, missing, coverage } = assessReadiness(emptyBaseline(), settings);
    expect(ready).toBe(false);
    expect(missing).toEqual([
      'any system call: nothing was observed yet',
      'the start of any program',
      '2 more restarts or replicas (0 of 2 seen)',
      'one start: no container was seen from its beginning',
      '1 min more of watching, so that what happens once in 1 min is seen',
    ]);
    expect(coverage.map(({ estimate }) => estimate)).toEqual([1, 1]);
  });

  it('is honest that minutes cannot promise a day', () => {
    const { ready, missing, expectedAlertsPerDay } = assessReadiness(learned(90, ['web-1', 'web-2']), settings);
    expect(ready).toBe(false);
    expect(expectedAlertsPerDay).toBeGreaterThan(100);
    expect(missing[0]).toMatch(
      /^more slices of 1 s without a new system call: after 180 of them up to 1 in 61 may still show one, and your budget of 100 alerts a day needs 1 in [\d,]+$/,
    );
  });

  it('is ready when bound times blocks a day is within the budget', () => {
    const budget = { ...settings, alertBudgetPerDay: 10_000 };
    const { ready, missing, expectedAlertsPerDay } = assessReadiness(learned(90, ['web-1', 'web-2']), budget);
    expect(missing).toEqual([]);
    expect(ready).toBe(true);
    expect(expectedAlertsPerDay).toBeLessThan(10_000);
  });

  it('moves day by day for a workload that starts next to nothing', () => {
    const day = 86_400_000;
    const quiet = (days: number): Baseline => {
      const learner = createLearner(emptyBaseline());
      for (const name of ['web-1', 'web-2']) {
        for (let slice = 0; slice < 1_000 * days; slice++) {
          const at = begin + (slice * day) / 1_000;
          if (slice === 0) learner.observe(exec({ at, container: container(name), entered: true }));
          learner.observe(windowOf({ epoll_wait: 1 }, { at, slice, container: container(name) }));
        }
      }
      return learner.takeDelta('run:1' as BatchId) ?? emptyBaseline();
    };
    const usual = { ...settings, sliceMs: 10_000, alertBudgetPerDay: 1, minimumMs: 0.9 * day };
    const [one, two, four] = [1, 2, 4].map((days) => assessReadiness(quiet(days), usual));

    expect(one?.missing[1]).toMatch(
      /^more slices of 10 s without a new program: after 2\d{3} of them up to 1 in \d{3} may still show one, and your budget of 1 alert a day needs 1 in 4,\d{3}$/,
    );
    expect(one?.expectedAlertsPerDay).toBeCloseTo(3, 0);
    expect(two?.expectedAlertsPerDay).toBeCloseTo(1.5, 0);
    expect(four).toMatchObject({ ready: true, missing: [] });
  });

  it('is postponed by lost events, and ready at an operator’s word', () => {
    const gap: GapEvent = { ...windowOf({}), kind: 'gap', reason: 'events lost', lost: 50, durationMs: undefined };
    const baseline = learned(90, ['web-1', 'web-2'], [gap]);
    const budget = { ...settings, alertBudgetPerDay: 10_000 };
    expect(assessReadiness(baseline, budget).missing).toEqual([
      'a clearer sight: 50 events were lost beside 186 observed, more than 1 in 100',
    ]);
    expect(assessReadiness(baseline, budget, { declaredReady: true }).ready).toBe(true);
  });
});
