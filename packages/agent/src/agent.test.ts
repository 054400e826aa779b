import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeHealth } from '@plimsoll/api';
import { fakeLink, frameWriter } from '@plimsoll/testkit';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Agent, createAgent } from './agent.ts';
import { type Clock, systemClock } from './clock.ts';

let directory: string;
let agent: Agent | undefined;
let waiting: Set<() => void>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-agent-'));
  waiting = new Set();
});
afterEach(async () => {
  await agent?.stop();
  rmSync(directory, { recursive: true });
});

/** The system's, that knows what still waits on it. */
const clock: Clock = {
  now: systemClock.now,
  after(ms, callback) {
    const cancel = kept(
      systemClock.after(ms, () => {
        cancel();
        callback();
      }),
    );
    return cancel;
  },
  every: (ms, callback) => kept(systemClock.every(ms, callback)),
};

function kept(cancel: () => void): () => void {
  const end = () => {
    waiting.delete(end);
    cancel();
  };
  waiting.add(end);
  return end;
}

function start(sensorPath: string) {
  const link = fakeLink();
  let ids = 0;
  agent = createAgent({
    node: 'n1',
    sensorPath,
    dockerSocket: join(directory, 'none.sock'),
    link,
    log: pino({ level: 'silent' }),
    clock,
    newId: () => `id${++ids}`,
  });
  agent.start();
  return { agent, link };
}

it('starts without sensor and engine, and is blind rather than quiet', async () => {
  const { agent, link } = start(join(directory, 'none'));

  await vi.waitFor(() => expect(agent.health().sensor).toBe('unavailable'));
  await vi.waitFor(() =>
    expect(
      agent
        .health()
        .blind.map(({ why }) => why)
        .join(),
    ).toContain('none.sock'),
  );
  expect(agent.health().blind).toMatchObject([
    { what: 'what containers do', why: `There is no sensor at ${directory}/none.`, hint: 'Build it with: ./dev build' },
    { what: 'names, images and workloads of containers', hint: expect.stringContaining('DOCKER_HOST') },
  ]);
  await vi.waitFor(() => expect(link.healths.length).toBeGreaterThan(0), 3_000);
  expect(NodeHealth.parse(link.healths.at(-1))).toMatchObject({
    node: 'n1',
    engine: 'unavailable',
    cannotPrevent: `There is no sensor at ${directory}/none.`,
  });
});

it('tells containers apart without an engine, and directs the sensor', async () => {
  const write = frameWriter();
  const id = 'a'.repeat(64);
  const frames = join(directory, 'frames');
  writeFileSync(
    frames,
    Buffer.concat([
      write.hello(),
      write.container({ cgroup: 7n, path: `/docker/${id}` }),
      write.container({ cgroup: 8n, path: '/docker/full', slot: 0xffff_ffff }),
      write.exec(7n, { process: { pid: 999_999, ppid: 0, execId: 1n, comm: 'sh' }, path: '/bin/sh', stdio: [4, 4, 4] }),
      write.lost(7n, { ringFull: 2 }),
      write.lost(0n, { ringFull: 2 }),
    ]),
  );
  const path = join(directory, 'sensor');
  writeFileSync(
    path,
    `#!/bin/sh\n[ $# = 0 ] || exec echo '{"send_signal":{"ok":false,"why":"refused"}}'\n/bin/cat ${frames}\nexec /bin/cat >${directory}/asked\n`,
    { mode: 0o755 },
  );
  const { agent, link } = start(path);

  await vi.waitFor(() => expect(link.judgements).toHaveLength(1));
  expect(link.judgements[0]?.finding).toMatchObject({
    workload: 'unknown/aaaaaaaaaaaa',
    container: { id, name: 'aaaaaaaaaaaa' },
  });
  const health = NodeHealth.parse(agent.health());
  expect(health).toMatchObject({ sensor: 'running', gaps: 1, losses: { ringFull: 2 } });
  expect(health.lossesByContainer).toMatchObject([{ container: id, losses: { ringFull: 2 } }]);
  expect(health.blind.map(({ what }) => what)).toEqual([
    'some events',
    '1 containers',
    'names, images and workloads of containers',
  ]);
  await vi.waitFor(() => expect(agent.health().cannotPrevent).toContain('refused'));
  await vi.waitFor(() =>
    expect(readFileSync(join(directory, 'asked'), 'utf8').replace(/^\d+ /gm, '').split('\n')).toEqual([
      'window * 1000',
      'slice 7 10000',
      'slice 8 10000',
      'window 7 100',
      '',
    ]),
  );

  expect(waiting.size).toBeGreaterThan(0);
  await agent.stop();
  expect(waiting.size, 'what would keep the process from ending').toBe(0);
});
