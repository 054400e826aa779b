import { expect, it } from 'vitest';
import type { GapEvent } from '../event/event.ts';
import { begin, container, exec, novelty, privilege, processRef, windowOf } from '../event/events.fixture.ts';
import type { BatchId } from '../record.ts';
import { allowedExecutables } from './allowed.ts';
import { emptyBaseline, mergeBaselines } from './baseline.ts';
import { describeBaseline } from './describe.ts';
import { createLearner } from './learner.ts';

const calls = 'read write openat close mmap brk'.split(' ');
const taken = (events: Parameters<ReturnType<typeof createLearner>['observe']>[0][], batch = 'run:1') => {
  const learner = createLearner(emptyBaseline());
  for (const event of events) learner.observe(event);
  return learner.takeDelta(batch as BatchId);
};

it('has nothing to tell before it saw anything', () => {
  expect(taken([])).toBeUndefined();
});

it('tells each thing once, in the delta it belongs to', () => {
  const learner = createLearner(emptyBaseline());
  learner.observe(novelty(calls));
  expect(learner.takeDelta('run:1' as BatchId)?.syscall.ngrams.size).toBe(1);
  expect(learner.takeDelta('run:2' as BatchId)).toBeUndefined();
});

it('does not learn an act that is never learned, nor what that process and its children do next', () => {
  const attacker = processRef({ pid: 66, comm: 'sh', executable: '/bin/sh' });
  const child = processRef({
    pid: 67,
    comm: 'id',
    executable: '/usr/bin/id',
    parent: { pid: 66, comm: 'sh', executable: '/bin/sh' },
  });
  const delta = taken([
    exec({ process: attacker, args: ['sh', '-i'], stdio: ['socket', 'socket', 'socket'] }),
    novelty(calls, { process: attacker }),
    exec({ process: child, args: ['id'] }),
    novelty(calls, { process: child }),
  ]);
  expect(delta).toBeUndefined();
});

it('leaves calls that are never learned out of sequences', () => {
  const delta = taken([
    novelty(['read', 'mount']),
    novelty(['mount', 'read', 'write']),
    privilege({ operation: 'mount', syscall: 'mount' }),
  ]);
  expect(delta && describeBaseline(delta).syscalls.map(({ name }) => name)).toEqual(['write']);
});

it('counts gaps and what was lost', () => {
  const gap: GapEvent = { ...windowOf({}), kind: 'gap', reason: 'events lost', lost: 12, durationMs: undefined };
  expect(taken([gap])?.sources.get('run')).toMatchObject({ gaps: 1, lost: 12, observations: 0 });
});

it('trusts a program two starts showed, and allows it in protect mode', () => {
  const start = (pid: number, name: string) =>
    exec({ at: begin + pid, container: container(name), process: processRef({ pid }) });
  const once = taken([start(1, 'web-1')], 'a:1') ?? emptyBaseline();
  const twice = mergeBaselines(once, taken([start(2, 'web-2')], 'b:1') ?? emptyBaseline());
  expect(allowedExecutables(once)).toEqual([]);
  expect(allowedExecutables(twice)).toEqual(['/usr/sbin/nginx']);
  expect(describeBaseline(twice)).toMatchObject({
    replicas: 2,
    processes: [{ executable: '/usr/sbin/nginx', count: 2, trust: 'trusted' }],
  });
});

it('leaves out what the baseline knows for certain', () => {
  let known = emptyBaseline();
  const learner = createLearner(known);
  for (let slice = 1; slice <= 1500; slice++) learner.observe(novelty(calls, { slice }));
  known = learner.takeDelta('run:1' as BatchId) ?? known;
  learner.rebase(known);
  learner.observe(novelty(calls, { slice: 2000 }));
  const delta = learner.takeDelta('run:2' as BatchId);
  expect(delta?.syscall.ngrams.size).toBe(0);
  expect(delta?.syscall.blocks.steady.smallest).toHaveLength(1);
});
