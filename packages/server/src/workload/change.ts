/**
 * Changes how strictly a baseline is applied.
 *
 * in     a workload, what is asked for, who asks, and what the sensors can do
 * out    the workload as it should be, or the reason why not
 * holds  leaving discover takes a ready baseline or a person's word; stopping anything takes an explicit `dryRun: false`
 */
import type { WorkloadChange } from '@plimsoll/api';
import type { Workload } from '@plimsoll/core';
import { ServerError } from '../errors.ts';
import type { WorkloadRecord } from '../store/workload-store.ts';

export interface Enforcement {
  /** Undefined when it can be done. */
  readonly unavailable: string | undefined;
}

export function changedWorkload(
  { workload, readiness }: WorkloadRecord,
  { change, enforcement }: { change: WorkloadChange; enforcement: Enforcement },
): Workload {
  const mode = change.mode ?? workload.mode;
  const declaredReady = change.declaredReady ?? workload.declaredReady;
  if (mode !== 'discover' && readiness?.ready !== true && !declaredReady) {
    const missing = readiness?.missing ?? ['anything learned at all'];
    throw new ServerError('NOT_READY', `The baseline of ${workload.id} is not ready: missing ${missing.join('; ')}`, {
      hint: 'Wait until it is, or say that you know it to be ready (`declaredReady: true`, with the reason)',
      status: 409,
    });
  }
  if (mode !== 'protect') {
    if (change.dryRun === false) {
      throw new ServerError(
        'INPUT_INVALID',
        `dryRun means something in protect only, and ${workload.id} is in ${mode}`,
        {
          hint: 'Leave dryRun out, or set mode to protect as well',
          status: 400,
        },
      );
    }
    return { ...workload, mode, declaredReady, dryRun: true };
  }
  const entering = workload.mode !== 'protect';
  const dryRun = change.dryRun ?? (entering ? true : workload.dryRun);
  if (!dryRun && enforcement.unavailable !== undefined) {
    throw new ServerError(
      'ENFORCEMENT_UNAVAILABLE',
      `Nothing can be stopped in ${workload.id}: ${enforcement.unavailable}`,
      {
        hint: 'Use protect with dryRun, which says what would be stopped',
        status: 409,
      },
    );
  }
  return { ...workload, mode, declaredReady, dryRun };
}
