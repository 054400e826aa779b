export { type Clock, systemClock } from './clock.ts';
export * from './errors.ts';
export { defaultScanSettings, type ScanSettings } from './scan/settings.ts';
export { type OpenWorkerOptions, openScanWorker } from './scan/worker/open-worker.ts';
export type * from './scan/worker.ts';
export { createServer, type Server, type ServerOptions, type Started } from './server.ts';
export { defaultServerSettings, type Keep, type ServerSettings } from './settings.ts';
export { databaseName, type Restored, restoreDatabase } from './store/backup.ts';
