/** Baselines for property tests: learned by the real learner from small random histories. */
// biome-ignore lint/correctness/noUndeclaredDependencies: only tests import this, and the root declares it for all tests
import fc from 'fast-check';
import { begin, container, exec, novelty, processRef, windowOf } from '../event/events.fixture.ts';
import type { BatchId } from '../record.ts';
import { type Baseline, emptyBaseline, mergeBaselines } from './baseline.ts';
import { createLearner } from './learner.ts';

const calls = ['read', 'write', 'openat', 'close', 'epoll_wait', 'mmap', 'compat:open', 'futex'];
const programs = ['/bin/sh', '/usr/bin/find', '/usr/sbin/nginx', '/usr/bin/größe'];

const anyEvent = fc.oneof(
  fc
    .record({
      program: fc.constantFrom(...programs),
      pid: fc.integer({ min: 1, max: 5 }),
      at: fc.integer({ min: 0, max: 120_000 }),
      web: fc.constantFrom('web-1', 'web-2'),
      args: fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 3 }),
    })
    .map(({ program, pid, at, web, args }) =>
      exec({
        at: begin + at,
        container: container(web),
        args: [program, ...args],
        process: processRef({ pid, executable: program }),
      }),
    ),
  fc
    .record({
      names: fc.array(fc.constantFrom(...calls), { minLength: 1, maxLength: 16 }),
      slice: fc.integer({ min: 1, max: 9 }),
      at: fc.integer({ min: 0, max: 120_000 }),
      web: fc.constantFrom('web-1', 'web-2'),
    })
    .map(({ names, slice, at, web }) => novelty(names, { at: begin + at, slice, container: container(web) })),
  fc
    .record({
      counts: fc.dictionary(fc.constantFrom(...calls), fc.integer({ min: 0, max: 2 ** 31 })),
      slice: fc.integer({ min: 1, max: 9 }),
      at: fc.integer({ min: 0, max: 120_000 }),
      web: fc.constantFrom('web-1', 'web-2'),
    })
    .map(({ counts, slice, at, web }) => windowOf(counts, { at: begin + at, slice, container: container(web) })),
);

/** One batch of one run. The same batch id always holds the same events, as an agent that sends one twice does. */
export function anyBaseline(runs: readonly string[] = ['a', 'b', 'c']): fc.Arbitrary<Baseline> {
  return fc
    .record({
      run: fc.constantFrom(...runs),
      batches: fc.array(fc.array(anyEvent, { maxLength: 8 }), { maxLength: 3 }),
    })
    .map(({ run, batches }) => {
      const learner = createLearner(emptyBaseline());
      return batches.reduce((merged, events, i) => {
        for (const event of events) learner.observe(event);
        return mergeBaselines(merged, learner.takeDelta(`${run}:${i + 1}` as BatchId) ?? emptyBaseline());
      }, emptyBaseline());
    });
}
