/** From files that were seen to run to packages, by way of what the image's own package lists say. */
import type { EpochMs, Use } from '@plimsoll/core';
import type { ImageContents, UseLookup } from '@plimsoll/scan';
import type { ImageUsage } from '../../store/usage-store.ts';

export function ownersOf(contents: ImageContents, paths: Iterable<string>): Record<string, string> {
  const owners: Record<string, string> = {};
  for (const path of paths) owners[path] = ownerIn(contents, path) ?? '';
  return owners;
}

/** Package lists name `/lib/…` what on merged systems lies in `/usr/lib/…`, and the other way about. */
function ownerIn(contents: ImageContents, path: string): string | undefined {
  const bare = path.replace(/^\/+/, '');
  const other = bare.startsWith('usr/') ? bare.slice(4) : `usr/${bare}`;
  const isMerged = /^(usr\/)?(s?bin|lib(32|64|x32)?)\//.test(bare);
  return contents.ownerOf(bare) ?? (isMerged ? contents.ownerOf(other) : undefined);
}

/** undefined: nobody watches a workload that runs the image. */
export function useLookup(usage: ImageUsage | undefined): UseLookup | undefined {
  if (usage === undefined) return undefined;
  return (_subject, contents) => {
    const uses = new Map<string, Use>();
    for (const { path, kind, firstAt, lastAt, workload } of usage.files) {
      const owner = ownerIn(contents, path);
      if (owner === undefined) continue;
      const before = uses.get(owner);
      const stronger = before === undefined || (before.state === 'loaded' && kind === 'executed');
      if (stronger) uses.set(owner, { state: kind, since: firstAt, lastAt, path, workloads: [workload] });
      else if (before.state === kind) {
        uses.set(owner, {
          ...before,
          since: Math.min(before.since, firstAt) as EpochMs,
          lastAt: Math.max(before.lastAt, lastAt) as EpochMs,
          workloads: [...new Set([...before.workloads, workload])],
        });
      }
    }
    const { since, lastAt, workloads } = usage;
    const unseen: Use = { state: 'never-seen', since, lastAt, path: undefined, workloads };
    return (packageId) => uses.get(packageId) ?? unseen;
  };
}
