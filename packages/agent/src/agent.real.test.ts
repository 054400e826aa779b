/** The agent with nothing faked but the server: a real sensor, a real Docker engine, real containers. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowedExecutables, type Event, type ExecEvent, type GapEvent, type WorkloadId } from '@plimsoll/core';
import { execIn, type FakeLink, fakeLink, runContainer, type TestEngine } from '@plimsoll/testkit';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFailed, vi } from 'vitest';
import type { Agent } from './agent.ts';
import { systemClock } from './clock.ts';
import { mustRun, obstacle, sensorPath, startRealAgent, startTestEngine } from './real-agent.fixture.ts';
import { recordTrace } from './trace/record.ts';
import { replayTrace } from './trace/replay.ts';

const patience = { timeout: 10_000, interval: 20 };

if (mustRun) it('runs on real containers', () => expect.fail(`must run in CI, and ${obstacle}`));

describe.skipIf(obstacle !== undefined)(`agent on real containers${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  let engine: TestEngine;
  let agent: Agent;
  let link: FakeLink;
  let ids = 0;
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });

  beforeAll(async () => {
    engine = await startTestEngine();
    await runContainer(engine, { name: 'early', image: 'box:1', command: ['sleep', '1000'] });
    ({ agent, link } = startRealAgent(engine, log));
    await vi.waitFor(() => expect(agent.health()).toMatchObject({ sensor: 'running', engine: 'connected' }), patience);
  }, 60_000);

  afterAll(async () => {
    await agent?.stop();
    await engine?.stop();
  }, 60_000);

  const tellLog = () => onTestFailed(() => console.error(lines.slice(-30).join('')));
  const eventsOf = (id: string): readonly Event[] => link.events.filter(({ container }) => container.id === id);

  it('knows containers that ran before it', async () => {
    tellLog();
    await vi.waitFor(
      () => expect(link.runningNow().map(({ container }) => container.name)).toContain('early'),
      patience,
    );
    await vi.waitFor(() => expect(agent.health()).toMatchObject({ blind: [], cannotPrevent: null }), patience);
  });

  it('attributes a container that lives 300 ms, and is gone before anyone can ask about it', async () => {
    tellLog();
    const started = Date.now();
    const id = await runContainer(engine, {
      name: 'brief',
      image: 'box:1',
      command: ['sleep', '0.3'],
      labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'job' },
      remove: true,
    });

    const exec = await vi.waitFor(() => {
      const found = eventsOf(id).find(
        (event) => event.kind === 'process.exec' && event.process.executable === '/bin/busybox',
      );
      expect(found).toBeDefined();
      return found;
    }, patience);
    expect(Date.now() - (exec?.at ?? 0)).toBeLessThan(1_000);
    expect(exec).toMatchObject({
      workload: 'docker/shop/job',
      container: { id, name: 'brief', image: 'box:1', imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
      args: ['sleep', '0.3'],
      entered: true,
      origin: 'image',
    });
    expect(exec?.at).toBeGreaterThan(started - 100);
    await vi.waitFor(() => expect(eventsOf(id).some(({ kind }) => kind === 'process.exit')).toBe(true), patience);
  });

  it('misses none of twenty containers that live for a moment', async () => {
    tellLog();
    const names = Array.from({ length: 20 }, (_, i) => `moment-${i}`);
    for (const name of names) await runContainer(engine, { name, image: 'box:1', command: ['true'], remove: true });

    await vi.waitFor(() => {
      const seen = new Set(
        link.events.filter(({ kind }) => kind === 'process.exec').map(({ container }) => container.name),
      );
      expect(names.filter((name) => !seen.has(name))).toEqual([]);
    }, patience);
  });

  it('tells who was put in from outside over the runtime replacing itself, and what ran in place of what', async () => {
    tellLog();
    const before = link.events.length;
    const found = link.judgements.length;
    const times = 10;
    for (let i = 0; i < times; i++) await execIn(engine, 'early', ['sh', '-c', `exec /bin/true ${i}`]);

    const execs = () =>
      link.events
        .slice(before)
        .filter((event): event is ExecEvent => event.kind === 'process.exec' && event.container.name === 'early')
        .filter(({ args }) => args[1] !== 'init');
    await vi.waitFor(() => expect(execs().filter(({ args }) => args[0] === '/bin/true').length).toBe(times), patience);
    expect(new Set(execs().map(({ args, entered, replaced }) => [args[0], entered, replaced?.comm].join(' ')))).toEqual(
      new Set(['sh true ', '/bin/true false sh']),
    );
    expect(link.judgements.slice(found)).toEqual([]);
  });

  it('tells what ran in place of a program that was there before the sensor', async () => {
    tellLog();
    const script = 'while [ ! -e /tmp/go ]; do sleep 0.1; done; exec /bin/true';
    await runContainer(engine, { name: 'old', image: 'box:1', command: ['sh', '-c', script] });
    const { restarts } = agent.health();
    process.kill(sensorPid(), 'SIGKILL');
    await vi.waitFor(
      () => expect(agent.health()).toMatchObject({ sensor: 'running', restarts: restarts + 1 }),
      patience,
    );
    await vi.waitFor(() => expect(link.runningNow().map(({ container }) => container.name)).toContain('old'), patience);
    await execIn(engine, 'old', ['touch', '/tmp/go']);

    const last = await vi.waitFor(() => {
      const event = link.events.findLast(
        (one): one is ExecEvent =>
          one.kind === 'process.exec' && one.container.name === 'old' && one.args[0] === '/bin/true',
      );
      expect(event).toBeDefined();
      return event;
    }, patience);
    expect(last).toMatchObject({ entered: false, replaced: { comm: 'sh', executable: '/bin/busybox' } });
  });

  it('ships what was learned', async () => {
    tellLog();
    await vi.waitFor(() => expect(link.deltas.map(({ workload }) => workload)).toContain('docker/box'), patience);
  });

  it('sees that the sensor was killed, says so as a gap, and goes on', async () => {
    tellLog();
    // Other containers of this host are seen too: they are not this test's.
    const gaps = () =>
      link.events.filter((event): event is GapEvent => event.kind === 'gap' && event.workload === 'docker/box');
    const before = gaps().length;
    const { restarts } = agent.health();
    process.kill(sensorPid(), 'SIGKILL');

    await vi.waitFor(
      () => expect(agent.health()).toMatchObject({ sensor: 'running', restarts: restarts + 1 }),
      patience,
    );
    await vi.waitFor(() => expect(gaps().length).toBeGreaterThan(before), patience);
    expect(gaps().at(-1)).toMatchObject({ reason: 'sensor restarted', durationMs: expect.any(Number) });

    const seen = link.events.length;
    await execIn(engine, 'early', ['sh', '-c', 'true']);
    await vi.waitFor(() => {
      const later = link.events
        .slice(seen)
        .filter(({ kind, container }) => kind === 'process.exec' && container.name === 'early');
      expect(later.length).toBeGreaterThan(0);
    }, patience);
  });

  it('names a never-learned act within two seconds', async () => {
    tellLog();
    const started = Date.now();
    await execIn(engine, 'early', ['unshare', '-m', 'true']).catch(() => undefined);

    const found = await vi.waitFor(() => {
      const judged = link.judgements.find(({ finding }) => finding.at >= started - 1_000);
      expect(judged).toBeDefined();
      return judged;
    }, patience);
    expect(Date.now() - started).toBeLessThan(2_000);
    expect(found?.finding.container.name).toBe('early');
    expect(found?.evidence.length).toBeGreaterThan(0);
  });

  it('stops in protect what a ready baseline does not hold, before its first instruction, and only then', async () => {
    tellLog();
    const workload = 'docker/box' as WorkloadId;
    const run = (...command: string[]) => execIn(engine, 'early', command);
    await vi.waitFor(() => expect(allowedExecutables(link.baselineOf(workload))).toContain('/bin/busybox'), patience);
    expect(await run('cp', '/bin/busybox', '/tmp/true')).toBe(0);
    expect(await run('/tmp/true')).toBe(0);

    link.change(workload, { mode: 'protect', dryRun: true, declaredReady: true });
    await vi.waitFor(() => expect(lines.join('')).toContain('"state":"dry"'), patience);
    expect(await run('/tmp/true')).toBe(0);
    await vi.waitFor(() => expect(execsOf('/tmp/true').at(-1)).toMatchObject({ prevented: 'dry run' }), patience);

    link.change(workload, { dryRun: false });
    await vi.waitFor(() => expect(lines.join('')).toContain('"state":"enforce"'), patience);
    for (let i = 0; i < 20; i++) expect(await run('/tmp/true')).toBe(137);
    expect(await run('true')).toBe(0);
    await vi.waitFor(() => {
      expect(execsOf('/tmp/true').filter(({ prevented }) => prevented === 'killed').length).toBe(20);
      const stopped = link.judgements.filter(({ finding }) => finding.process?.executable === '/tmp/true');
      expect(stopped.length).toBeGreaterThan(0);
    }, patience);

    link.change(workload, { mode: 'monitor' });
    await vi.waitFor(async () => expect(await run('/tmp/true')).toBe(0), patience);
  }, 30_000);

  it('lets run in protect what was learned from a volume', async () => {
    tellLog();
    const volume = mkdtempSync(join(tmpdir(), 'plim-volume-'));
    copyFileSync('/bin/busybox', join(volume, 'true'));
    const workload = 'team/mounted' as WorkloadId;
    const labels = { 'plimsoll.workload': workload };
    await runContainer(engine, {
      name: 'mounted',
      image: 'box:1',
      command: ['sleep', '1000'],
      labels,
      binds: [`${volume}:/data`],
    });
    const run = () => execIn(engine, 'mounted', ['/data/true']);
    for (let i = 0; i < 3; i++) expect(await run()).toBe(0);
    await vi.waitFor(() => expect(allowedExecutables(link.baselineOf(workload))).toContain('/data/true'), patience);

    link.change(workload, { mode: 'protect', dryRun: false, declaredReady: true });
    await vi.waitFor(() => expect(lines.join('')).toContain('"container":"mounted","state":"enforce"'), patience);
    expect(await run()).toBe(0);
    expect(await execIn(engine, 'mounted', ['/bin/ls'])).toBe(137);
    rmSync(volume, { recursive: true });
  }, 30_000);

  it('records a trace that replays to the same events', async () => {
    tellLog();
    const path = join(mkdtempSync(join(tmpdir(), 'plim-trace-')), 'real.trace.gz');
    const stop = new AbortController();
    const seconds: number[] = [];
    const recording = recordTrace({
      path,
      sensorPath,
      dockerSocket: engine.socket,
      sliceMs: 10_000,
      clock: systemClock,
      log,
      signal: stop.signal,
      onProgress: ({ frames }) => seconds.push(frames),
    });
    await vi.waitFor(() => expect(seconds.at(-1)).toBeGreaterThan(0), patience);
    const live = link.events.length;
    await runContainer(engine, { name: 'recorded', image: 'box:1', command: ['true'], remove: true });
    const seenLive = () =>
      link.events.slice(live).filter(({ kind, container }) => kind === 'process.exec' && container.name === 'recorded');
    await vi.waitFor(() => expect(seenLive().length).toBeGreaterThan(0), patience);
    const before = seconds.length;
    await vi.waitFor(() => expect(seconds.length).toBeGreaterThan(before + 1), patience);
    stop.abort();
    const { frames, dropped } = await recording;

    const replayed: Event[] = [];
    await replayTrace({
      path,
      link: fakeLink(),
      log,
      newId: () => `r${++ids}`,
      onEvent: (event) => replayed.push(event),
    });
    rmSync(join(path, '..'), { recursive: true });
    expect([frames > 0, dropped]).toEqual([true, 0]);
    const shape = ({ container, ...event }: Event) => [
      container.name,
      container.image,
      event.workload,
      (event as ExecEvent).args,
    ];
    const recorded = replayed.filter(({ kind, container }) => kind === 'process.exec' && container.name === 'recorded');
    expect(recorded.map(shape)).toEqual(seenLive().map(shape));
  }, 30_000);

  const execsOf = (executable: string) =>
    link.events.filter(
      (event): event is ExecEvent => event.kind === 'process.exec' && event.process.executable === executable,
    );

  /** The sensor is our child. */
  function sensorPid(): number {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
    const pid = children.find((child) => readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('plimsoll'));
    if (pid === undefined) throw new Error('the sensor is not running');
    return pid;
  }
});
