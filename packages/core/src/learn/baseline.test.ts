import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, container, novelty, windowOf } from '../event/events.fixture.ts';
import type { BatchId } from '../record.ts';
import { anyBaseline } from './baseline.fixture.ts';
import { emptyBaseline, mergeBaselines } from './baseline.ts';
import { sourceLimit, sumOf } from './batch.ts';
import { encodeBaseline } from './codec.ts';
import { createLearner } from './learner.ts';

describe('mergeBaselines', () => {
  it('gives the same bytes whatever the order, and however often', () => {
    fc.assert(
      fc.property(anyBaseline(), anyBaseline(), anyBaseline(), (a, b, c) => {
        const ab = mergeBaselines(a, b);
        expect(encodeBaseline(ab)).toEqual(encodeBaseline(mergeBaselines(b, a)));
        expect(encodeBaseline(mergeBaselines(ab, c))).toEqual(encodeBaseline(mergeBaselines(a, mergeBaselines(b, c))));
        expect(encodeBaseline(mergeBaselines(ab, b))).toEqual(encodeBaseline(ab));
        expect(encodeBaseline(mergeBaselines(ab, mergeBaselines(b, c)))).toEqual(encodeBaseline(mergeBaselines(ab, c)));
        expect(encodeBaseline(mergeBaselines(a, emptyBaseline()))).toEqual(encodeBaseline(a));
      }),
      { numRuns: 60 },
    );
  });

  it('equals one learner that saw everything itself', () => {
    const events = Array.from({ length: 40 }, (_, i) =>
      novelty(['read', 'write', 'openat', 'close', 'mmap', i % 2 ? 'futex' : 'brk'], {
        slice: i,
        container: container(i % 3 ? 'web-1' : 'web-2'),
      }),
    );
    const alone = createLearner(emptyBaseline());
    for (const event of events) alone.observe(event);
    const halves = [events.slice(0, 20), events.slice(20)].map((half, i) => {
      const learner = createLearner(emptyBaseline());
      for (const event of half) learner.observe(event);
      return learner.takeDelta(`half-${i}:1` as BatchId) ?? emptyBaseline();
    });
    const merged = halves.reduce(mergeBaselines);
    const whole = alone.takeDelta('half-0:1' as BatchId) ?? emptyBaseline();
    expect(encodeBaseline({ ...merged, sources: new Map() })).toEqual(encodeBaseline({ ...whole, sources: new Map() }));
    expect(sumOf(merged.sources, 'observations')).toBe(40);
  });

  it('keeps what restarts tell bounded', () => {
    let merged = emptyBaseline();
    for (let i = 0; i < sourceLimit + 20; i++) {
      const learner = createLearner(emptyBaseline());
      learner.observe(windowOf({ read: 1 }, { at: begin + i }));
      merged = mergeBaselines(merged, learner.takeDelta(`run-${i}:1` as BatchId) ?? emptyBaseline());
    }
    expect(merged.sources.size).toBe(sourceLimit);
  });

  it('refuses a batch without a source or a number', () => {
    const learner = createLearner(emptyBaseline());
    learner.observe(windowOf({ read: 1 }));
    for (const batch of ['x', ':1', 'x:0', 'x:1.5', `${'y'.repeat(200)}:1`]) {
      expect(() => learner.takeDelta(batch as BatchId)).toThrow(expect.objectContaining({ code: 'BATCH_ID_INVALID' }));
    }
  });
});
