/**
 * Keeps what is on the screen true: what the live stream says is asked again, and only that.
 *
 * in     live messages
 * out    cached answers replaced (status) or marked as old (lists), which React Query then asks again if they are shown
 * holds  a burst of findings asks each list at most once a second
 */
import type { ScanJob } from '@plimsoll/api';
import type { QueryClient } from '@tanstack/react-query';
import type { Live } from '../lib/live.ts';
import { keys } from '../lib/query-keys.ts';

const pause = 1000;

export function followLive(live: Live, queries: QueryClient): void {
  const old = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  live.onMessage((message) => {
    if (message.type === 'status') queries.setQueryData(keys.status, message.status);
    if (message.type === 'finding') mark(keys.findings, keys.finding(message.finding.id), keys.workloads);
    if (message.type === 'workload') mark(keys.workloads, keys.workload(message.workload), keys.findings);
    if (message.type === 'scan') mark(keys.scans, ...(message.scan.kind === 'update' ? [keys.advisories] : []));
    if (message.type === 'scan' && isOver(message.scan)) mark(keys.images);
    if (message.type === 'image') mark(keys.images, keys.image(message.image));
    if (message.type === 'settings') mark(keys[message.what]);
  });
  live.connection.subscribe(() => {
    // The stream cannot say why it broke; asking tells whether we are signed out or nobody is there.
    if (live.connection.get().state === 'reconnecting') void queries.invalidateQueries({ queryKey: keys.status });
  });
  live.onResume(() => void queries.invalidateQueries());

  function mark(...stale: (readonly unknown[])[]): void {
    for (const key of stale) old.set(JSON.stringify(key), key);
    if (timer === undefined) timer = setTimeout(ask, pause);
  }

  function ask(): void {
    timer = undefined;
    const asked = [...old.values()];
    old.clear();
    for (const queryKey of asked) void queries.invalidateQueries({ queryKey });
  }
}

/** Progress changes nothing but the queue. */
function isOver({ state }: ScanJob): boolean {
  return state !== 'queued' && state !== 'running';
}
