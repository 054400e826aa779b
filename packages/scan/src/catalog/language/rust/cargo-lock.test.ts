import { expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { cargoLock } from './cargo-lock.ts';
import { cargo } from './rust.fixture.ts';

it('reads Cargo.lock without the workspace', () => {
  const { packages } = lookAt(cargoLock, cargo);
  expect(brief(packages)).toEqual(['time 0.1.43', 'time 0.3.20', 'libc 0.2.140']);
  expect(packages[0]?.dependsOn).toEqual(['libc']);
});

it("leaves a dependency's own lock alone", () => {
  expect(lookAt(cargoLock, { ...cargo, path: 'root/.cargo/registry/src/x/time-0.1.43/Cargo.lock' }).wanted).toBe(false);
});
