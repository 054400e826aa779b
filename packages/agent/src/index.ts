export { type Agent, type AgentOptions, createAgent } from './agent.ts';
export { type Clock, systemClock } from './clock.ts';
export { AgentError, type AgentErrorCode } from './errors.ts';
export { type Probe, type ProbeResult, probe } from './sense/probe.ts';
export { type RecordOptions, type RecordProgress, recordTrace } from './trace/record.ts';
export { type ReplayOptions, type ReplayResult, replayTrace } from './trace/replay.ts';
