export * from './docker-engine.ts';
export * from './fake-clock.ts';
export * from './fake-link.ts';
export * from './frames.ts';
