/**
 * The peer: an allow-list of everything seen while learning, fed by a sensor of its own on the same containers.
 *
 * in     frames of all watched containers
 * out    how many different programs, syscalls and 6-grams were new after freeze(), each counted once
 * holds  it sees what the product sees and has learned exactly as long; it only never asks how likely something new is
 */
import pino from 'pino';
import { sensorPath } from '../../e2e/plimsoll.ts';
import { systemClock } from '../../packages/agent/src/clock.ts';
import type { Frame } from '../../packages/agent/src/sense/frame.ts';
import { createSensor } from '../../packages/agent/src/sense/sensor.ts';

const order = 6;

export interface AllowList {
  freeze(): void;
  alarms(): number;
  close(): Promise<void>;
}

export function allowList(): AllowList {
  const known = new Set<string>();
  let frozen = false;
  let alarms = 0;
  const sensor = createSensor({
    path: sensorPath,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    sink: {
      started: () => {},
      frame: (frame) => {
        if (frame.type === 'hello') void sensor.command('slice * 1000');
        for (const item of itemsOf(frame)) {
          if (known.has(item)) continue;
          known.add(item);
          if (frozen) alarms++;
        }
      },
      gap: () => {},
      recovered: () => {},
    },
  });
  sensor.start();
  return {
    freeze: () => {
      frozen = true;
    },
    alarms: () => alarms,
    close: () => sensor.stop(),
  };
}

function itemsOf(frame: Frame): readonly string[] {
  if (frame.type === 'exec') return [`program ${frame.path}`];
  if (frame.type !== 'novelty') return [];
  const tokens = frame.calls.map(({ token }) => token);
  return [`syscall ${tokens.at(-1)}`, `ngram ${tokens.slice(-order).join(' ')}`];
}
