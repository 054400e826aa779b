import type { EpochMs } from '@plimsoll/core';
import { expect, it } from 'vitest';
import { createBootClock } from './boot-clock.ts';

const bootedAt = 1_700_000_000_000;

function beat(clock: ReturnType<typeof createBootClock>, seconds: number, shiftMs: number, delayMs: number) {
  clock.heartbeat(seconds * 1e9, (bootedAt + shiftMs + seconds * 1000 + delayMs) as EpochMs);
}

it('takes the time from the hello, and keeps it while heartbeats agree within their delays', () => {
  const clock = createBootClock();
  clock.hello(bootedAt * 1e6);
  for (let second = 1; second <= 20; second++) beat(clock, second, 0, 40 * (second % 5));

  expect(clock.at(5e9)).toBe(bootedAt + 5_000);
});

it('follows a wall clock that was set', () => {
  const clock = createBootClock();
  clock.hello(bootedAt * 1e6);
  for (let second = 1; second <= 8; second++) beat(clock, second, 3_600_000, second === 4 ? 1 : 90);

  expect(clock.at(5e9)).toBe(bootedAt + 3_600_000 + 5_000 + 1);
});
