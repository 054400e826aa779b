/**
 * The composition root of one host (docs/adr/0004-one-composition-root.md).
 *
 * in     settings
 * out    a running host, recorded and replayed traces, what this host allows
 * holds  the only package that imports the agent and the server; nobody but the command imports it, and only when it is needed
 */
export { type Host, type HostOptions, startHost } from './create-host.ts';
export { HostError, type HostErrorCode } from './errors.ts';
export type { Notice } from './notice.ts';
export { probeHost } from './probe.ts';
export { type RecordRequest, record } from './record.ts';
export { type ReplayRequest, type ReplayResult, replay } from './replay/replay.ts';
export { restore } from './restore.ts';
export { type Signals, type UpOptions, up } from './up.ts';
