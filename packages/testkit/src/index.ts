export * from './build-event.ts';
export * from './build-finding.ts';
export * from './docker-engine.ts';
export * from './fake-clock.ts';
export * from './fake-link.ts';
export * from './frames.ts';
export * from './seed.ts';
export * from './temporary-server.ts';
