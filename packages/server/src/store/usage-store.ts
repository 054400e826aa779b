/** Which files of which images were seen to run. A port. */
import type { UsedFile, WatchedImage } from '@plimsoll/api';
import type { EpochMs } from '@plimsoll/core';

export interface UsageStore {
  /** Times widen, never narrow; the same told again changes nothing. Returns what found no room, and which images have anything new. */
  take(usage: TakenUsage): Promise<{ dropped: number; changed: readonly string[] }>;
  /** Files of the image that nobody has said the package of, by any digest it is known by. */
  unowned(image: string, most: number): Promise<readonly string[]>;
  /** '' for a file that is no package's. */
  own(image: string, owners: Readonly<Record<string, string>>): Promise<void>;
  /** All that is known of an image's use; undefined when nobody watches a workload that runs it. */
  of(image: string): Promise<ImageUsage | undefined>;
  /** Counts and orders of the image as its use makes them. */
  apply(image: string): Promise<void>;
  /** Lets go of what was not seen for longest. */
  trim(keep: number): Promise<number>;
}

export interface TakenUsage {
  readonly watched: readonly WatchedImage[];
  readonly files: readonly UsedFile[];
  readonly at: EpochMs;
  /** Files of one image and workload. */
  readonly keepOfImage: number;
}

export interface ImageUsage {
  readonly since: EpochMs;
  readonly lastAt: EpochMs;
  readonly workloads: readonly string[];
  readonly files: readonly {
    readonly path: string;
    readonly kind: 'executed' | 'loaded';
    readonly firstAt: EpochMs;
    readonly lastAt: EpochMs;
    readonly workload: string;
  }[];
}
