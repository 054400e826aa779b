/**
 * Feedback: a person says that what these events show is expected.
 *
 * in     the baseline, the events behind a finding, a batch id for the change
 * out    the baseline with what they show trusted
 * holds  the only way by which one observation makes anything trusted; an act that is never learned stays unlearned, but this
 *        program doing it is no longer told
 */
import { actKey } from '../act/key.ts';
import { actOf } from '../act/registry.ts';
import type { Event } from '../event/event.ts';
import type { BatchId, EpochMs } from '../record.ts';
import { approvalLimit, type Baseline, emptyBaseline, mergeBaselines } from './baseline.ts';
import { parseBatch } from './batch.ts';
import { phaseAt } from './block.ts';
import { distinctOf } from './distinct.ts';
import { hashText } from './hash.ts';
import { processAccumulator } from './process/accumulator.ts';
import { noRates } from './process/rates.ts';
import { syscallAccumulator } from './syscall/accumulator.ts';

export function approve(baseline: Baseline, events: readonly Event[], batch: BatchId): Baseline {
  const { source, n } = parseBatch(batch);
  const process = processAccumulator();
  const syscall = syscallAccumulator(emptyBaseline().syscall);
  const approved: number[] = [];
  for (const event of events) {
    if (actOf(event) !== undefined && 'process' in event) approved.push(actKey(event));
    for (const copy of ['a', 'b'] as const) learnOnce(event, copy);
  }
  const delta: Baseline = {
    ...emptyBaseline(),
    sources: new Map([[source, { n, observations: events.length, calls: 0, gaps: 0, lost: 0 }]]),
    // How often a person saw it is no sample of how often it happens.
    process: { ...process.take(0 as EpochMs), blocks: emptyBaseline().process.blocks, rates: noRates },
    syscall: { ...syscall.take(), blocks: emptyBaseline().syscall.blocks, windows: emptyBaseline().syscall.windows },
    approved: distinctOf(approvalLimit, approved),
  };
  return mergeBaselines(baseline, delta);

  /** Two blocks that stand for the person's word: the same events approved twice stay two. */
  function learnOnce(event: Event, copy: 'a' | 'b'): void {
    const spoken = { ...event.container, id: `${copy}/${hashText(1, event.id)}` as typeof event.container.id };
    const phase = phaseAt(event.container, event.at);
    if (event.kind === 'process.exec') process.exec({ ...event, container: spoken }, phase);
    if (event.kind === 'syscall.novelty') syscall.novelty({ ...event, container: spoken }, phase);
    if (event.kind === 'syscall.window') syscall.window({ ...event, container: spoken }, phase);
  }
}
