/** The agent: the sensor, the engine and the stages, wired. Everything it needs is an argument; nothing else is shared. */
import type { NodeHealth, ServerLink } from '@plimsoll/api';
import type { EpochMs, RecordId } from '@plimsoll/core';
import type { Logger } from 'pino';
import { type Clock, stoppable } from './clock.ts';
import type { Place } from './enrich/containers.ts';
import { createEngine } from './enrich/engine.ts';
import { engineSocket } from './enrich/engine-socket.ts';
import { liveProcesses } from './enrich/proc.ts';
import { reasonOf } from './errors.ts';
import { type Blindness, createBlindSpots, createGrowthWatch } from './health/health.ts';
import { troublesOf } from './health/troubles.ts';
import { createPipeline } from './pipeline.ts';
import { createAbility } from './protect/ability.ts';
import { protectionOf } from './protect/allow-list.ts';
import { createGuard } from './protect/guard.ts';
import { createSeenExecs, stopLatecomers } from './protect/latecomers.ts';
import { liveHost } from './protect/process-host.ts';
import type { CgroupId } from './sense/frame.ts';
import { createPace } from './sense/pace.ts';
import { probe } from './sense/probe.ts';
import { createSensor } from './sense/sensor.ts';
import { createUseCollector } from './use/collector.ts';
import { liveFiles } from './use/mapped-files.ts';
import { createUseOut } from './use/use-out.ts';

export interface AgentOptions {
  readonly node: string;
  readonly sensorPath: string;
  /** The container engine's socket; else DOCKER_HOST's, else the first well-known one that exists. */
  readonly dockerSocket?: string;
  readonly dockerHost?: string;
  /** First part of the names of Kubernetes workloads. */
  readonly cluster?: string;
  readonly link: ServerLink;
  readonly log: Logger;
  readonly clock: Clock;
  /** Unique within the server's data; letters, digits, `-` and `_`, short. */
  readonly newId: () => string;
}

export interface Agent {
  start(): void;
  /** Ends the sensor, ships what was learned, and resolves. */
  stop(): Promise<void>;
  health(): NodeHealth;
}

const HEALTH_EVERY_MS = 1_000;
const RUNNING_EVERY_MS = 10_000;
const LOSSES_TOLD = 50;

export function createAgent(options: AgentOptions): Agent {
  const { node, sensorPath, dockerSocket, dockerHost, cluster = 'kubernetes', link, log, newId } = options;
  const clock = stoppable(options.clock);
  const blindSpots = createBlindSpots();
  const droppingWatch = createGrowthWatch();
  const unwatched = new Set<CgroupId>();
  let kernel = '';
  let bootedAtMs = 0;
  let blind: readonly Blindness[] = [];
  let cancelTimers: (() => void)[] = [];
  let cancelRunning: (() => void) | undefined;

  const pipeline = createPipeline({
    clock,
    link,
    log,
    newId,
    lookup: liveProcesses,
    arrivesLive: true,
    sink: {
      hello(hello) {
        kernel = hello.kernel;
        bootedAtMs = hello.realtimeOffsetNs / 1e6;
        pace.newRun();
        guard.newRun();
        ability.ask();
      },
      placed(place) {
        direct(place);
        use.placed(place);
        tellRunning();
      },
      vanished({ cgroup }) {
        pace.vanished(cgroup);
        guard.vanished(cgroup);
        use.vanished(cgroup);
        unwatched.delete(cgroup);
        tellRunning();
      },
      ask: (id) => engine.inspect(id),
      event(event, place) {
        if (event.kind === 'process.exec') {
          seenExecs.add(event);
          use.exec(event, place);
        }
        if (event.kind === 'process.exit') seenExecs.ended(event.process.pid);
      },
      finding({ container }) {
        for (const place of containers.places()) if (place.container.id === container.id) pace.suspect(place.cgroup);
      },
      order(workload) {
        for (const place of enricher.containers.places()) if (place.workload === workload) direct(place);
      },
    },
  });
  const use = createUseCollector({ clock, pidsIn: liveProcesses.pidsIn, files: liveFiles });
  const useOut = createUseOut({ node, collector: use, link, clock, log: log.child({ room: 'use' }) });
  const { enricher, stages } = pipeline;
  const { containers, losses } = enricher;
  const seenExecs = createSeenExecs(() => bootedAtMs);

  const sensor = createSensor({
    path: sensorPath,
    clock,
    log: log.child({ room: 'sense' }),
    sink: {
      started: enricher.newRun,
      frame(frame) {
        if (frame.type === 'container' && frame.state === 'appeared' && !frame.watched) unwatched.add(frame.cgroup);
        enricher.frame(frame);
      },
      gap: enricher.gap,
      recovered(blindMs) {
        enricher.recovered(blindMs);
        unwatched.clear();
      },
    },
  });

  const ability = createAbility({
    probe: (signal) => probe(sensorPath, signal),
    failed: (why) => log.warn({ why }, 'what the sensor may do here could not be asked'),
  });

  const pace = createPace({
    clock,
    command: (text) => {
      sensor
        .command(text)
        .catch((error: unknown) => log.debug({ text, error: reasonOf(error) }, 'a setting was not taken'));
    },
  });

  const engine = createEngine({
    socket: () => engineSocket(dockerSocket, dockerHost),
    cluster,
    clock,
    log: log.child({ room: 'enrich' }),
    sink: {
      facts: containers.facts,
      running(id, running) {
        containers.running(id, running);
        tellRunning();
      },
      removed: containers.removed,
      missing: containers.missing,
      pulled: (image) => link.pulled(node, [image]),
      connection: containers.engine,
    },
  });

  const guard = createGuard({
    clock,
    log: log.child({ room: 'protect' }),
    command: (text) => sensor.command(text),
    wanted: ({ workload, volumes }) => protectionOf({ ...stages.of(workload).current(), volumes }),
    stopLatecomers: (place, protection, since) =>
      stopLatecomers(place, protection, {
        host: liveHost,
        seen: seenExecs,
        bootedAtMs: () => bootedAtMs,
        now: () => clock.now(),
        newId: () => newId() as RecordId,
        since,
      }),
    report: (event) => stages.event(event),
  });

  /** Makes the sensor treat a container as its workload's order says. */
  function direct(place: Place): void {
    const { workload, settings } = stages.of(place.workload).current();
    pace.set(place.cgroup, workload.mode, settings);
    guard.apply(place);
  }

  /** Once for many changes. */
  function tellRunning(): void {
    cancelRunning ??= clock.after(100, () => {
      cancelRunning = undefined;
      link.running(node, containers.all());
    });
  }

  function health(): NodeHealth {
    const sensorStatus = sensor.status();
    const stagesHealth = stages.health();
    const total = losses.total();
    return {
      node,
      kernel,
      sensor: sensorStatus.state,
      sensorSince: sensorStatus.since,
      restarts: sensorStatus.restarts,
      gaps: enricher.gaps(),
      engine: engine.status().state,
      cannotPrevent: ability.cannotPrevent(sensorStatus),
      blind: [...blind],
      containers: containers.all().length,
      eventsPerSecond: stagesHealth.eventsPerSecond,
      losses: total,
      lossesByContainer: lossesByContainer(),
      memoryBytes: process.memoryUsage.rss(),
      at: clock.now(),
    };
  }

  function lossesByContainer(): NodeHealth['lossesByContainer'] {
    return containers
      .places()
      .map(({ cgroup, container }) => ({ container: container.id, name: container.name, losses: losses.of(cgroup) }))
      .filter(({ losses: { ringFull, threadsFull, heldBack } }) => ringFull + threadsFull + heldBack > 0)
      .slice(0, LOSSES_TOLD);
  }

  function look(now: EpochMs): void {
    const total = losses.total();
    blind = blindSpots.update(
      troublesOf({
        sensor: sensor.status(),
        engine: engine.status(),
        stages: stages.health(),
        isDropping: droppingWatch.update(total.ringFull + total.threadsFull, now),
        losses: total,
        unwatched: unwatched.size,
        unprotected: guard.unprotected().map(({ place, why }) => ({ container: place.container.name, why })),
      }),
      now,
    );
  }

  return {
    start() {
      engine.start();
      sensor.start();
      cancelTimers = [
        clock.every(HEALTH_EVERY_MS, () => {
          look(clock.now());
          link.health(health());
        }),
        clock.every(RUNNING_EVERY_MS, tellRunning),
      ];
    },
    async stop() {
      for (const cancel of cancelTimers) cancel();
      cancelRunning?.();
      ability.stop();
      await sensor.stop();
      engine.stop();
      await useOut.stop();
      await stages.stop();
      clock.stop();
    },
    health() {
      look(clock.now());
      return health();
    },
  };
}
