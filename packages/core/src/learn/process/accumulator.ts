/** Gathers program starts until a delta is taken. */
import type { ExecEvent } from '../../event/event.ts';
import type { EpochMs } from '../../record.ts';
import { type Phase, startBlock } from '../block.ts';
import { distinctOf } from '../distinct.ts';
import { blocksPerPhase, type ProcessModel, processModelOf, shapeLimit } from './model.ts';
import { rateAccumulator } from './rates.ts';
import { type ProcessShape, shapeKey, shapeOf } from './shape.ts';

export interface ProcessAccumulator {
  exec(event: ExecEvent, phase: Phase): void;
  /** @param now the latest moment that was observed */
  take(now: EpochMs): ProcessModel;
}

export function processAccumulator(): ProcessAccumulator {
  let starts = new Map<string, { shape: ProcessShape; blocks: number[] }>();
  const rates = rateAccumulator();
  return {
    exec(event, phase) {
      const shape = shapeOf(event);
      rates.exec(event, shape.parent);
      const key = shapeKey(shape);
      const { process, container, at } = event;
      const block = startBlock(container, process.pid, process.startedAt, at, phase);
      const known = starts.get(key);
      if (known !== undefined) {
        known.blocks.push(block);
        if (known.blocks.length > 4 * blocksPerPhase)
          known.blocks = [...distinctOf(3 * blocksPerPhase, known.blocks).smallest];
      } else if (starts.size < shapeLimit) starts.set(key, { shape, blocks: [block] });
    },
    take(now) {
      const model = processModelOf(starts.values(), rates.take(now));
      starts = new Map();
      return model;
    },
  };
}
