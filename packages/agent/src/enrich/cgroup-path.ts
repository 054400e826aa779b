/** Which container a cgroup belongs to, from its path: Docker, Podman, CRI-O, containerd, kubelet, with either cgroup driver. */
import type { ContainerId } from '@plimsoll/core';

const containerSegment = /^(?:[a-z]+(?:-[a-z]+)*-)?([0-9a-f]{64})(?:\.scope)?$/;
const SHORT_ID = 12;

/** Innermost first: a container inside a container has both. Empty when the path names none. */
export function containerIdsIn(path: string): readonly ContainerId[] {
  const ids: ContainerId[] = [];
  for (const segment of path.split('/')) {
    const id = segment.includes('conmon') ? undefined : containerSegment.exec(segment)?.[1];
    if (id !== undefined) ids.unshift(id as ContainerId);
  }
  return ids;
}

export function shortId(id: ContainerId): string {
  return id.slice(0, SHORT_ID);
}
