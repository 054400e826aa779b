/** What fetches, builds and serves advisories, loaded by whoever does that: a scan only looks them up, and starts without it. */
import type { AdvisoryServer, ServeOptions } from './serve/serve-advisories.ts';
import type { UpdateOptions, UpdateResult } from './update/update-advisories.ts';

/** @throws ScanError UPDATE_RUNNING; of the first feed that failed when there is nothing usable at all */
export async function updateAdvisories(options: UpdateOptions): Promise<UpdateResult> {
  const { updateAdvisories: update } = await import('./update/update-advisories.ts');
  return update(options);
}

/** @throws ScanError FEED_UNREACHABLE when the address cannot be used */
export async function serveAdvisories(options: ServeOptions): Promise<AdvisoryServer> {
  const { serveAdvisories: serve } = await import('./serve/serve-advisories.ts');
  return serve(options);
}
