/** A baseline in plain data, for people: what is known, how well it is supported, where it came from. */
import type { EpochMs } from '../record.ts';
import { syscallName } from '../syscall/name.ts';
import type { Baseline } from './baseline.ts';
import { sumOf } from './batch.ts';
import { phases } from './block.ts';
import { countDistinct } from './distinct.ts';
import { isTrustedShape, startsOf } from './process/model.ts';
import { cellCount, cellToken } from './syscall/window-sample.ts';

export type DescribedTrust = 'trusted' | 'probationary';

export interface BaselineDescription {
  readonly learnedFrom: EpochMs | undefined;
  readonly learnedTo: EpochMs | undefined;
  readonly gaps: number;
  readonly replicas: number;
  readonly observations: number;
  /** Most started first. */
  readonly processes: readonly {
    readonly executable: string;
    readonly parent: string;
    readonly args: string;
    readonly uid: number;
    readonly count: number;
    readonly trust: DescribedTrust;
  }[];
  /** Most called first. */
  readonly syscalls: readonly { readonly name: string; readonly perSecond: number; readonly trust: DescribedTrust }[];
  readonly ngrams: { readonly trusted: number; readonly probationary: number };
}

export function describeBaseline(baseline: Baseline): BaselineDescription {
  const { process, syscall } = baseline;
  const perSecond = ratesOf(baseline);
  let trusted = 0;
  for (const item of syscall.ngrams.items()) trusted += item.second === 0 ? 0 : 1;
  return {
    learnedFrom: baseline.learnedFrom,
    learnedTo: baseline.learnedTo,
    gaps: sumOf(baseline.sources, 'gaps'),
    replicas: countDistinct(baseline.containers),
    observations: sumOf(baseline.sources, 'observations'),
    processes: [...process.shapes.values()]
      .map((known) => ({
        executable: known.shape.executable,
        parent: known.shape.parent,
        args: known.shape.args,
        uid: known.shape.uid,
        count: startsOf(known),
        trust: isTrustedShape(known) ? ('trusted' as const) : ('probationary' as const),
      }))
      .sort((a, b) => b.count - a.count || (a.executable < b.executable ? -1 : 1)),
    syscalls: [...syscall.syscalls.items()]
      .map(({ low, second }) => ({
        name: syscallName(low),
        perSecond: perSecond.get(low) ?? 0,
        trust: second === 0 ? ('probationary' as const) : ('trusted' as const),
      }))
      .sort((a, b) => b.perSecond - a.perSecond || (a.name < b.name ? -1 : 1)),
    ngrams: { trusted, probationary: syscall.ngrams.size - trusted },
  };
}

/** Calls a second of one replica, from the sampled windows: windows follow each other, so their number is their time. */
function ratesOf({ syscall }: Baseline): ReadonlyMap<number, number> {
  const windows = phases.flatMap((phase) => syscall.windows[phase].windows);
  const sums = new Map<number, number>();
  for (const { cells } of windows) {
    for (const cell of cells) sums.set(cellToken(cell), (sums.get(cellToken(cell)) ?? 0) + cellCount(cell));
  }
  return new Map([...sums].map(([token, sum]) => [token, Math.round((sum / windows.length) * 100) / 100]));
}
