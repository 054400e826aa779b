export * from './errors.ts';
export type * from './event/event.ts';
export type * from './finding/finding.ts';
export * from './learn/settings.ts';
export type * from './record.ts';
export type * from './workload/workload.ts';
