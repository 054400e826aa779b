export * from './fake-clock.ts';
export * from './frames.ts';
