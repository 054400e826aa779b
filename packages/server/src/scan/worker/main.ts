/** A scan worker: `node …/worker/main.ts` or `plimsoll scan-worker`. Started by the server alone. */
import { openCalls } from './calls.ts';
import { serveWorker } from './serve.ts';

export async function runScanWorker(): Promise<void> {
  await serveWorker({ input: process.stdin, output: process.stdout }, openCalls);
  // Connections that are kept open for more would keep the process, and there is no more.
  process.exit(0);
}

if (import.meta.main) await runScanWorker();
