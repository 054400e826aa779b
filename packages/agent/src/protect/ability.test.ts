import type { EpochMs } from '@plimsoll/core';
import { expect, it, vi } from 'vitest';
import type { ProbeResult } from '../sense/probe.ts';
import type { SensorStatus } from '../sense/sensor.ts';
import { createAbility } from './ability.ts';

const running: SensorStatus = { state: 'running', since: 0 as EpochMs, restarts: 0, reason: undefined };
const said = (send_signal: unknown): ProbeResult => ({ able: true, facts: { send_signal } });

function ability(...answers: readonly (ProbeResult | Error)[]) {
  const failures: string[] = [];
  let asked = 0;
  const probe = async () => {
    const answer = answers[asked++];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
    return answer;
  };
  const created = createAbility({ probe, failed: (why) => failures.push(why) });
  return { ...created, failures, asked: () => asked };
}

it('says why the kernel lets nothing be stopped, and asks once', async () => {
  const one = ability(said({ ok: false, why: 'load: Operation not permitted' }));
  expect(one.cannotPrevent(running)).toBeNull();
  one.ask();
  one.ask();
  await vi.waitFor(() =>
    expect(one.cannotPrevent(running)).toBe(
      'This kernel does not let the sensor end a program: load: Operation not permitted.',
    ),
  );
  one.ask();
  expect([one.asked(), one.failures]).toEqual([1, []]);
});

it('says nothing where programs can be stopped', async () => {
  const one = ability(said({ ok: true, why: 'loaded' }));
  one.ask();
  await vi.waitFor(() => expect(one.asked()).toBe(1));
  expect(one.cannotPrevent(running)).toBeNull();
});

it('says why the sensor cannot run at all', () => {
  const reason = { why: 'There is no sensor at /x.', hint: 'Build it.' };
  expect(ability().cannotPrevent({ ...running, state: 'unavailable', reason })).toBe('There is no sensor at /x.');
});

it.each([new Error('gone'), said('nonsense')])('asks again when there was no answer: %s', async (first) => {
  const one = ability(first, said({ ok: false, why: 'no' }));
  one.ask();
  await vi.waitFor(() => expect(one.failures).toHaveLength(1));
  expect(one.cannotPrevent(running)).toBeNull();
  one.ask();
  await vi.waitFor(() => expect(one.cannotPrevent(running)).toContain('no'));
});

it('waits for nothing once it is stopped', async () => {
  let ended = false;
  const failures: string[] = [];
  const { ask, stop } = createAbility({
    probe: (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          ended = true;
          reject(new Error('aborted'));
        });
      }),
    failed: (why) => failures.push(why),
  });
  ask();
  stop();
  ask();

  await vi.waitFor(() => expect(ended).toBe(true));
  expect(failures).toEqual([]);
});
