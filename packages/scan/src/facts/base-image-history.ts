/** Where the base ends and the application begins, by the instructions in the history. */
import type { HistoryEntry } from '../source/source.ts';

export interface HistorySplit {
  readonly layers: number;
  /** Where the base is nothing but a root file system that says what it is. */
  readonly name: string | undefined;
}

/**
 * A base image's own history ends, as nearly every image's does, with the command it starts. So below the image's own layers the topmost
 * `CMD` or `ENTRYPOINT` is the last line of the base. Where there is none, a root file system put in place by the first layer is.
 */
export function splitHistory(history: readonly HistoryEntry[], layers: number): HistorySplit | undefined {
  if (history.filter(({ emptyLayer }) => !emptyLayer).length !== layers) return undefined;
  const end = endOfBase(history);
  const count = history.slice(0, end).filter(({ emptyLayer }) => !emptyLayer).length;
  const [first] = history.filter(({ emptyLayer }) => !emptyLayer);
  const name = first === undefined ? undefined : rootFileSystem(first);
  if (count > 0) return count < layers ? { layers: count, name: count === 1 ? name?.image : undefined } : undefined;
  return name === undefined || layers < 2 ? undefined : { layers: 1, name: name.image };
}

/** How many of the history's lines are the base's. */
function endOfBase(history: readonly HistoryEntry[]): number {
  let index = history.length - 1;
  // The image's own command and settings stand above its last layer.
  while (index >= 0 && history[index]?.emptyLayer === true) index--;
  for (; index >= 0; index--) {
    const entry = history[index] as HistoryEntry;
    if (entry.emptyLayer && /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:CMD|ENTRYPOINT)\b/.test(entry.createdBy))
      return index + 1;
  }
  return 0;
}

function rootFileSystem({ createdBy, comment }: HistoryEntry): { readonly image: string | undefined } | undefined {
  const debian = /\bdebian\.sh .{0,200}?\bout\/?'? '([a-z]{3,20})'/.exec(createdBy)?.[1];
  if (debian !== undefined) return { image: `debian:${debian}` };
  const alpine = /\bADD alpine-minirootfs-(\d+\.\d+\.\d+)-\S+ \//.exec(createdBy)?.[1];
  if (alpine !== undefined) return { image: `alpine:${alpine}` };
  const plain = /(?:^|#\(nop\)\s+)ADD (?:file|multi|dir):[0-9a-f]+ in \/\s*$|^ADD \S+\.tar\S* \/(?:\s|$)/.test(
    createdBy,
  );
  return plain || /debuerreotype/.test(comment) ? { image: undefined } : undefined;
}
