/**
 * Use: which files of which images run on this node.
 *
 * in     execs as they are sensed; a look at the processes of each container now and then
 * out    batches for the server: what is new, and what was last told an hour ago
 * holds  an image counts as watched only from the first look that succeeded, so that "never seen" is never said of what could not be
 *        seen; memory and looks are bounded, and what found no room is counted
 */
import type { UsedFile, WatchedImage } from '@plimsoll/api';
import type { EpochMs, ExecEvent, WorkloadId } from '@plimsoll/core';
import type { Clock } from '../clock.ts';
import type { Place } from '../enrich/containers.ts';
import type { CgroupId } from '../sense/frame.ts';
import type { ProcessFiles } from './mapped-files.ts';

export interface UseCollector {
  placed(place: Place): void;
  vanished(cgroup: CgroupId): void;
  exec(event: ExecEvent, place: Place): void;
  /** What waits to be told, at most a batch. Told again unless `told` says that it arrived. */
  batch(): UseBatch | undefined;
  stop(): void;
}

export interface UseBatch {
  readonly watched: readonly WatchedImage[];
  readonly files: readonly UsedFile[];
  readonly dropped: number;
  /** The server has it. */
  told(): void;
}

export interface CollectorOptions {
  readonly clock: Clock;
  readonly pidsIn: (path: string) => readonly number[];
  readonly files: ProcessFiles;
}

interface Seen {
  readonly file: Omit<UsedFile, 'lastAt'>;
  lastAt: EpochMs;
  /** undefined while it was never told. */
  toldAt: EpochMs | undefined;
}

interface Known {
  readonly image: string;
  readonly workload: WorkloadId;
  readonly placedAt: EpochMs;
  /** Undefined until a look succeeded. */
  watchedSince: EpochMs | undefined;
  watchTold: EpochMs | undefined;
  readonly files: Map<string, Seen>;
}

interface Looked {
  readonly place: Place;
  looks: number;
  cancel: () => void;
}

/** Programs load what they need in their first seconds; what comes later is seen sooner or later. */
const firstLookMs = 4_000;
const secondLookMs = 30_000;
const looksEveryMs = 5 * 60_000;
const processesALook = 100;
const tellAgainMs = 60 * 60_000;
const filesABatch = 400;
const filesOfImage = 2_000;
const mostImages = 1_000;

export function createUseCollector({ clock, pidsIn, files }: CollectorOptions): UseCollector {
  const images = new Map<string, Known>();
  const looked = new Map<CgroupId, Looked>();
  let dropped = 0;

  function knownOf({ container, workload }: Place): Known | undefined {
    const image = container.imageDigest;
    if (image === '') return undefined;
    const key = `${image} ${workload}`;
    const known = images.get(key);
    if (known !== undefined) return known;
    if (images.size >= mostImages) images.delete(images.keys().next().value as string);
    const placedAt = clock.now();
    const fresh: Known = { image, workload, placedAt, watchedSince: undefined, watchTold: undefined, files: new Map() };
    images.set(key, fresh);
    return fresh;
  }

  function note(known: Known, kind: UsedFile['kind'], path: string): void {
    const key = `${kind} ${path}`;
    const now = clock.now();
    const seen = known.files.get(key);
    if (seen !== undefined) {
      seen.lastAt = now;
      return;
    }
    if (known.files.size >= filesOfImage) {
      dropped++;
      return;
    }
    const { image, workload } = known;
    known.files.set(key, { file: { image, workload, kind, path, firstAt: now }, lastAt: now, toldAt: undefined });
  }

  function schedule(cgroup: CgroupId, ms: number): void {
    const one = looked.get(cgroup);
    if (one === undefined) return;
    one.cancel();
    one.cancel = clock.after(ms, () => look(cgroup));
  }

  function look(cgroup: CgroupId): void {
    const one = looked.get(cgroup);
    if (one === undefined) return;
    one.looks++;
    schedule(cgroup, one.looks === 1 ? secondLookMs : looksEveryMs);
    const known = knownOf(one.place);
    if (known === undefined) return;
    for (const pid of pidsIn(one.place.path).slice(0, processesALook)) {
      const used = files.of(pid);
      if (used === undefined) continue;
      known.watchedSince ??= known.placedAt;
      if (used.executable !== undefined && isOfImage(used.executable, one.place))
        note(known, 'executed', used.executable);
      for (const path of used.loaded) {
        if (path !== used.executable && isOfImage(path, one.place)) note(known, 'loaded', path);
      }
    }
  }

  return {
    placed(place) {
      const before = looked.get(place.cgroup);
      before?.cancel();
      looked.set(place.cgroup, { place, looks: before?.looks ?? 0, cancel: () => {} });
      knownOf(place);
      schedule(place.cgroup, firstLookMs);
    },
    vanished(cgroup) {
      looked.get(cgroup)?.cancel();
      looked.delete(cgroup);
    },
    exec(event, place) {
      const known = knownOf(place);
      const { executable } = event.process;
      const isFromImage = event.origin === 'image' || event.origin === 'unknown';
      if (known === undefined || !isFromImage || event.prevented === 'killed' || !executable.startsWith('/')) return;
      if (isOfImage(executable, place)) note(known, 'executed', executable);
    },
    batch() {
      const now = clock.now();
      const isDue = (toldAt: EpochMs | undefined) => toldAt === undefined || now - toldAt >= tellAgainMs;
      const watching = [...images.values()].filter(
        (known) => known.watchedSince !== undefined && isDue(known.watchTold),
      );
      const due: Seen[] = [];
      for (const known of images.values()) {
        for (const seen of known.files.values()) {
          const isNews = seen.toldAt === undefined || (isDue(seen.toldAt) && seen.lastAt > seen.toldAt);
          if (isNews && due.length < filesABatch) due.push(seen);
        }
      }
      if (watching.length === 0 && due.length === 0) return undefined;
      const lost = dropped;
      return {
        watched: watching.map(({ image, workload, watchedSince }) => ({
          image,
          workload,
          since: watchedSince as EpochMs,
        })),
        files: due.map(({ file, lastAt }) => ({ ...file, lastAt })),
        dropped: lost,
        told() {
          for (const known of watching) known.watchTold = now;
          for (const seen of due) seen.toldAt = now;
          dropped -= lost;
        },
      };
    },
    stop() {
      for (const { cancel } of looked.values()) cancel();
      looked.clear();
    },
  };
}

/** What somebody mounted over the image is not the image's. */
function isOfImage(path: string, { volumes }: Place): boolean {
  return !volumes.some((volume) => path === volume || path.startsWith(volume.endsWith('/') ? volume : `${volume}/`));
}
