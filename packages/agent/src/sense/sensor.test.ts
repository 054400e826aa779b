import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fakeClock, frameWriter } from '@plimsoll/testkit';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { probe } from './probe.ts';
import { createSensor, type Sensor } from './sensor.ts';

const log = pino({ level: 'silent' });
let directory: string;
let sensor: Sensor | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-sensor-'));
});
afterEach(async () => {
  await sensor?.stop();
  sensor = undefined;
  rmSync(directory, { recursive: true });
});

/** A real process in the sensor's place: a shell script. */
function script(body: string): string {
  const path = join(directory, 'sensor');
  writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

function bytes(name: string, ...frames: Buffer[]): string {
  const path = join(directory, name);
  writeFileSync(path, Buffer.concat(frames));
  return path;
}

function start(path: string, clock = systemClock) {
  const heard: string[] = [];
  sensor = createSensor({
    path,
    clock,
    log,
    sink: {
      started: () => heard.push('started'),
      frame: (frame) => heard.push(frame.type),
      gap: () => heard.push('gap'),
      recovered: () => heard.push('recovered'),
    },
  });
  sensor.start();
  return { heard, sensor };
}

describe('sensor', () => {
  it('reads frames, sends numbered commands and matches the answers', async () => {
    const write = frameWriter();
    const hello = bytes('hello', write.hello());
    const acks = bytes('acks', write.ack(2, 22, 'no such container'), write.ack(1));
    const { heard, sensor } = start(
      script(`cat ${hello}; read a; read b; echo "$a/$b" >${directory}/asked; cat ${acks}; cat >/dev/null`),
    );
    await vi.waitFor(() => expect(sensor.status().state).toBe('running'));

    const answers = await Promise.allSettled([sensor.command('window * 1000'), sensor.command('forget 9')]);

    expect(answers[0]).toEqual({ status: 'fulfilled', value: undefined });
    expect(answers[1]).toMatchObject({
      reason: { code: 'SENSOR_COMMAND_REFUSED', message: expect.stringContaining('no such container') },
    });
    expect(readFileSync(join(directory, 'asked'), 'utf8')).toBe('1 window * 1000/2 forget 9\n');
    expect(heard).toEqual(['started', 'hello', 'ack', 'ack']);
  });

  it('gives up on a command that is never answered', async () => {
    const clock = fakeClock();
    const { sensor } = start(script(`cat ${bytes('hello', frameWriter().hello())}; cat >/dev/null`), clock);
    await vi.waitFor(() => expect(sensor.status().state).toBe('running'));

    const asked = sensor.command('ping');
    clock.advance(4_900);
    clock.advance(100);

    await expect(asked).rejects.toMatchObject({ code: 'SENSOR_COMMAND_TIMEOUT' });
  });

  it('starts it again when it dies, and says how long nothing was seen', async () => {
    const hello = bytes('hello', frameWriter().hello());
    const { heard, sensor } = start(
      script(`cat ${hello}; [ -e ${directory}/second ] || { touch ${directory}/second; exit 1; }; cat >/dev/null`),
    );

    await vi.waitFor(() => expect(heard).toEqual(['started', 'hello', 'started', 'recovered', 'hello']), 5_000);

    expect(sensor.status()).toMatchObject({ state: 'running', restarts: 1 });
  });

  it('backs off further each time', async () => {
    const clock = fakeClock();
    const { heard, sensor } = start(script('exit 1'), clock);
    for (const [i, backoffMs] of [200, 400, 800].entries()) {
      await vi.waitFor(() => expect(sensor.status()).toMatchObject({ state: 'restarting', restarts: i + 1 }));
      clock.advance(backoffMs - 1);
      expect(heard).toHaveLength(i + 1);
      clock.advance(1);
      expect(heard).toHaveLength(i + 2);
    }
  });

  it('kills a sensor whose heart stops', async () => {
    const clock = fakeClock();
    const { sensor } = start(script(`cat ${bytes('hello', frameWriter().hello())}; exec cat >/dev/null`), clock);
    await vi.waitFor(() => expect(sensor.status().state).toBe('running'));

    clock.advance(5_000);

    await vi.waitFor(() => expect(sensor.status().state).toBe('restarting'));
    expect(sensor.status().reason?.why).toContain('SIGKILL');
  });

  it('does not hammer a kernel that says no', async () => {
    const clock = fakeClock();
    const { heard, sensor } = start(script('echo "bpf() is not permitted" >&2; exit 3'), clock);
    await vi.waitFor(() => expect(sensor.status().state).toBe('unavailable'));

    expect(sensor.status().reason?.why).toBe('bpf() is not permitted');
    clock.advance(59_000);
    expect(heard).toEqual(['started']);
    clock.advance(1_000);
    expect(heard).toEqual(['started', 'started']);
  });

  it('says so when there is no sensor', async () => {
    const { sensor } = start(join(directory, 'none'));

    await vi.waitFor(() => expect(sensor.status().state).toBe('unavailable'));
    expect(sensor.status().reason).toEqual({
      why: `There is no sensor at ${directory}/none.`,
      hint: 'Build it with: ./dev build',
    });
    await expect(sensor.command('ping')).rejects.toMatchObject({ code: 'SENSOR_NOT_RUNNING' });
  });

  it('is one that could not be started where no file can be opened any more', async () => {
    const program = join(directory, 'program.ts');
    const from = (path: string) => JSON.stringify(join(import.meta.dirname, path));
    writeFileSync(
      program,
      `import { openSync } from 'node:fs';
      import { systemClock as clock } from ${from('../clock.ts')};
      import { runSensor } from ${from('sensor-run.ts')};
      const [quiet, log] = [() => {}, { info() {}, warn() {}, debug() {} }];
      try { for (;;) openSync('/dev/null', 'r'); } catch {}
      const { ended } = runSensor({ path: '/bin/true', clock, log, sink: { frame: quiet, gap: quiet } });
      process.stdout.write((await ended).startError.code);`,
    );
    const limited = ['-c', 'ulimit -n 100; exec "$0" "$@"', process.execPath, '--conditions=source', program];

    expect((await promisify(execFile)('sh', limited)).stdout).toBe('EMFILE');
  });

  it('ends it cleanly, last frames included', async () => {
    const write = frameWriter();
    const [hello, last] = [bytes('hello', write.hello()), bytes('last', write.lost(0n))];
    const { heard, sensor } = start(
      script(`trap 'cat ${last}; exit 0' TERM; cat ${hello}; while :; do sleep 0.05; done`),
    );
    await vi.waitFor(() => expect(sensor.status().state).toBe('running'));

    await sensor.stop();

    expect(heard).toEqual(['started', 'hello', 'lost']);
    expect(sensor.status().restarts).toBe(0);
  });
});

describe('probe', () => {
  it('tells whether the sensor can run, and what the kernel has', async () => {
    expect(await probe(script(`echo '{"btf":true}'`))).toEqual({ able: true, facts: { btf: true } });
    expect(await probe(script(`echo '{"btf":false}'; exit 3`))).toEqual({ able: false, facts: { btf: false } });
  });

  it('refuses nonsense', async () => {
    await expect(probe(script('echo hello'))).rejects.toMatchObject({ code: 'SENSOR_PROBE_FAILED' });
    await expect(probe(join(directory, 'none'))).rejects.toMatchObject({ code: 'SENSOR_PROBE_FAILED' });
  });
});
