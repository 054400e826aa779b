import { describe, expect, it } from 'vitest';
import type { ExecEvent } from '../event/event.ts';
import { begin, container, exec, ms, processRef, web, windowOf } from '../event/events.fixture.ts';
import type { Detection } from '../finding/finding.ts';
import { type Baseline, emptyBaseline, mergeBaselines } from '../learn/baseline.ts';
import { createLearner } from '../learn/learner.ts';
import type { BatchId, RecordId } from '../record.ts';
import { createJudge } from './judge.ts';
import { mulberry32 } from './web-workload.fixture.ts';

const settings = { sliceMs: 10_000, alertBudgetPerDay: 1, minimumMs: 60_000, minimumStarts: 2 };
const start = (at: number, name = 'web-1', executable = '/bin/true'): ExecEvent =>
  exec({
    at,
    container: container(name),
    args: [executable],
    process: processRef({ executable, parent: { pid: 1, comm: 'sh', executable: '/bin/sh' } }),
  });

/** A shell that starts 1 to 9 programs in each ten seconds, on two replicas. */
function* clean(seconds: number, seed: number, from = 0): Iterable<ExecEvent> {
  const random = mulberry32(seed);
  for (let second = from; second < from + seconds; second += 10) {
    for (const name of ['web-1', 'web-2']) {
      const count = 1 + Math.floor(9 * random() ** 2);
      for (let i = 0; i < count; i++) yield start(begin + second * 1000 + i * 500, name);
    }
  }
}

function learned(seconds: number): Baseline {
  const learner = createLearner(emptyBaseline());
  let baseline = emptyBaseline();
  let batch = 0;
  let taken = begin;
  for (const event of clean(seconds, 1)) {
    learner.observe(event);
    if (event.at - taken < 5_000) continue;
    taken = event.at;
    baseline = mergeBaselines(baseline, learner.takeDelta(`run:${++batch}` as BatchId) ?? emptyBaseline());
  }
  return baseline;
}

function judged(
  baseline: Baseline,
  events: Iterable<Parameters<ReturnType<typeof createJudge>['judge']>[0]>,
): Detection[] {
  const workload = {
    id: web,
    firstSeenAt: ms(begin),
    lastSeenAt: ms(begin),
    mode: 'monitor',
    dryRun: true,
    declaredReady: true,
  } as const;
  let ids = 0;
  const judge = createJudge({ workload, baseline, version: 1, settings, newId: () => `f${++ids}` as RecordId });
  return [...events].flatMap((event) => judge.judge(event)).filter(({ detector }) => detector === 'start-rate');
}

const burst = (at: number, count: number, everyMs: number): ExecEvent[] =>
  Array.from({ length: count }, (_, i) => start(at + i * everyMs));

describe('start-rate', () => {
  const baseline = learned(6 * 3600);

  it('says nothing about six further hours of the same, nor about a busy span a little beyond', () => {
    const later = begin + 6 * 3600_000;
    expect(judged(baseline, clean(6 * 3600, 2, 6 * 3600))).toEqual([]);
    expect(judged(baseline, burst(later, 18, 500))).toEqual([]);
  });

  it('tells it once while it happens, with a second to grow in, and who did it', () => {
    const findings = judged(baseline, burst(begin + 6 * 3600_000, 2_000, 4));
    const [first] = findings as [Detection];

    expect(findings).toHaveLength(1);
    expect(first.severity).toBe('high');
    expect(first.sentence).toMatch(
      /^web-1 \(docker\/web\) had `\/bin\/sh` start [23]\d\d programs in 2 s; the 99\.9th percentile while it learned was 9 in 10 s\.$/,
    );
    expect(first.explanation.evidence).toHaveLength(16);
    expect(first.explanation.expected).toEqual([{ what: 'at most 9 programs in 10 s', probability: 0.999 }]);
  });

  it('tells what is nearer to usual when its span is over', () => {
    const at = begin + 6 * 3600_000;
    const soon = windowOf({ read: 1 }, { at: at + 5_000 });
    const late = windowOf({ read: 1 }, { at: at + 12_000 });
    const counts = Array.from({ length: 60 }, (_, i) => 10 + i);
    const notAtOnce = counts.filter((count) => judged(baseline, [...burst(at, count, 5), soon]).length === 0);
    const notAtAll = counts.filter((count) => judged(baseline, [...burst(at, count, 5), soon, late]).length === 0);

    expect(Math.max(...notAtAll)).toBeGreaterThan(18);
    expect(Math.max(...notAtOnce)).toBeGreaterThan(Math.max(...notAtAll));
    expect(Math.max(...notAtOnce)).toBeLessThan(60);
  });

  it('holds the container against all starts where no program stands out', () => {
    const many = Array.from({ length: 1_500 }, (_, i) => {
      const event = start(begin + 6 * 3600_000 + i * 5);
      const parent = { pid: 10 + (i % 100), comm: 'x', executable: `/opt/x${i % 100}` };
      return { ...event, process: { ...event.process, executable: '/bin/sh', parent } };
    });
    const shapes = createLearner(emptyBaseline());
    for (const event of [...many.slice(0, 100), ...many.slice(100, 200)])
      shapes.observe({ ...event, container: container('old') });
    const known = mergeBaselines(baseline, shapes.takeDelta('shapes:1' as BatchId) ?? emptyBaseline());

    expect(judged(known, many).map(({ sentence }) => sentence)[0]).toMatch(
      /^web-1 \(docker\/web\) started \d+ programs in \d s; /,
    );
  });

  it('promises nothing after a minute of learning', () => {
    expect(judged(learned(60), burst(begin + 90_000, 60, 100))).toEqual([]);
  });

  it('says nothing without any start learned', () => {
    expect(judged(emptyBaseline(), burst(begin, 1_000, 5))).toEqual([]);
  });
});
