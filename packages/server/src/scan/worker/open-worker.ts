/** The worker as a host has it: processes, with their folder in the data directory. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ScanWorker } from '../worker.ts';
import { createProcessWorker } from './process-worker.ts';

export interface OpenWorkerOptions {
  readonly dataDir: string;
  /** Where advisories lie, shared with the command line. */
  readonly advisories: string;
  /** Where the container engine listens; undefined for where it does by default. */
  readonly dockerSocket: string | undefined;
  /** Program and arguments that start one. */
  readonly command: readonly [string, ...string[]];
  readonly log: Logger;
}

/** What a scan of a large image needs, and some more. */
const heapMiB = 512;

export function openScanWorker({ dataDir, advisories, dockerSocket, command, log }: OpenWorkerOptions): ScanWorker {
  return createProcessWorker({
    command,
    hello: { folder: join(dataDir, 'scan'), advisories, vex: join(dataDir, 'vex'), dockerSocket },
    heapMiB,
    log,
  });
}
