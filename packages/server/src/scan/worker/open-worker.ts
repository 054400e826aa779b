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
  /** Scans at once. */
  readonly atOnce?: number;
}

/** What a scan of a large image needs, and some more. */
const heapMiB = 512;
/** Beside scans: a fetch of advisories, and what people ask for: reports, details, registries. */
const besideScans = 4;

export function openScanWorker(options: OpenWorkerOptions): ScanWorker {
  const { dataDir, advisories, dockerSocket, command, log, atOnce = 1 } = options;
  return createProcessWorker({
    command,
    hello: {
      folder: join(dataDir, 'scan'),
      advisories,
      vex: join(dataDir, 'vex'),
      trust: join(dataDir, 'trust'),
      dockerSocket,
    },
    heapMiB,
    most: atOnce + besideScans,
    log,
  });
}
