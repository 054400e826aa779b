import { fakeClock } from '@plimsoll/testkit';
import { expect, it } from 'vitest';
import { stoppable } from './clock.ts';

it('calls back as the clock does that it stands on', () => {
  const outer = fakeClock();
  const clock = stoppable(outer);
  const called: string[] = [];
  clock.after(10, () => called.push('once'));
  clock.every(20, () => called.push('again'));
  clock.after(30, () => called.push('never'))();

  outer.advance(50);
  expect(called).toEqual(['once', 'again', 'again']);
  expect([clock.now(), outer.waiting()]).toEqual([outer.now(), 1]);
});

it('leaves nothing waiting once it is stopped, and takes nothing more', () => {
  const outer = fakeClock();
  const clock = stoppable(outer);
  const called: string[] = [];
  clock.after(10, () => called.push('once'));
  const cancel = clock.every(20, () => called.push('again'));

  clock.stop();
  clock.after(10, () => called.push('late'))();
  clock.every(10, () => called.push('late'));
  cancel();
  expect(outer.waiting()).toBe(0);
  outer.advance(100);
  expect(called).toEqual([]);
});
