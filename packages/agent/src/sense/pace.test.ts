import { defaultLearningSettings } from '@plimsoll/core';
import { fakeClock } from '@plimsoll/testkit';
import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

function pace() {
  const clock = fakeClock();
  const sent: string[] = [];
  return { clock, sent, pace: createPace({ clock, command: (text) => void sent.push(text) }) };
}

it('makes slices blocks of learning in discover, and re-arms each minute otherwise', () => {
  const { pace: one, sent } = pace();
  one.newRun();
  one.set(7, 'discover', defaultLearningSettings);
  one.set(7, 'discover', defaultLearningSettings);
  one.set(7, 'protect', defaultLearningSettings);
  one.set(7, 'monitor', defaultLearningSettings);

  expect(sent).toEqual(['window * 1000', 'slice 7 10000', 'slice 7 60000']);
});

it('looks closer for half a minute after the last finding', () => {
  const { pace: one, sent, clock } = pace();
  one.suspect(7);
  clock.advance(20_000);
  one.suspect(7);
  clock.advance(29_999);
  expect(sent).toEqual(['window 7 100']);
  clock.advance(1);
  expect(sent).toEqual(['window 7 100', 'window 7 1000']);
});

it('forgets containers that are gone, and everything when the sensor does', () => {
  const { pace: one, sent, clock } = pace();
  one.suspect(7);
  one.vanished(7);
  one.suspect(8);
  one.newRun();
  clock.advance(60_000);

  expect(sent).toEqual(['window 7 100', 'window 8 100', 'window * 1000']);
});
