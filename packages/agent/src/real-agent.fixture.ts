/** An agent over a real sensor and a real engine: what its tests on real containers begin with. */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busyboxImage, engineObstacle, type FakeLink, fakeLink, startEngine, type TestEngine } from '@plimsoll/testkit';
import { type Logger, pino } from 'pino';
import { type Agent, createAgent } from './agent.ts';
import { systemClock } from './clock.ts';

export const sensorPath = join(import.meta.dirname, '../../../sensor/build/plimsoll-sensor');
export const obstacle = engineObstacle() ?? (existsSync(sensorPath) ? undefined : 'needs the sensor: ./dev build');

/** Where everything is there by promise, a test that is skipped is a failure. */
export const mustRun = obstacle !== undefined && process.env.CI === 'true';

/** With `box:1`, an image of busybox alone. */
export async function startTestEngine(): Promise<TestEngine> {
  const engine = await startEngine(mkdtempSync(join(tmpdir(), 'plim-')));
  await busyboxImage(engine, 'box:1');
  return engine;
}

export function startRealAgent(
  { socket: dockerSocket }: TestEngine,
  log: Logger = pino({ level: 'silent' }),
): { agent: Agent; link: FakeLink } {
  let ids = 0;
  const link = fakeLink();
  const newId = () => `id${++ids}`;
  const agent = createAgent({ ...{ node: 'test', sensorPath, dockerSocket, link, log, newId }, clock: systemClock });
  agent.start();
  return { agent, link };
}
