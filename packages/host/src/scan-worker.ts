/** What `plimsoll scan-worker` runs: the server's worker, apart from everything else so that it starts quickly. */
export { runScanWorker } from '@plimsoll/server/scan-worker';
