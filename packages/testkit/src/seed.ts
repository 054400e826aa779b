/**
 * A host with a past: a web shop that was learned for nine days, an interface and a database that still learn, and what
 * happened to them today.
 *
 * in     a link to a server, and a clock
 * out    baselines and findings made by the real learner and judge from built events; what goes on happening, on request
 * holds  the same seed gives the same host: ids count up, nothing is random
 */
import type { NodeHealth, RunningContainer, ServerLink } from '@plimsoll/api';
import {
  type Baseline,
  type BatchId,
  createJudge,
  createLearner,
  defaultLearningSettings,
  type EpochMs,
  type Event,
  emptyBaseline,
  encodeBaseline,
  mergeBaselines,
  type RecordId,
  type Workload,
  type WorkloadId,
} from '@plimsoll/core';
import { containerRef, type EventBuilder, eventBuilder } from './build-event.ts';
import { engineIdOf } from './seed-images.ts';

export interface Seeded {
  /** One more moment: what a calm second brings. Call it about once a second to keep the sensors healthy. */
  moment(): void;
  readonly workloads: readonly WorkloadId[];
  readonly findings: number;
}

export interface SeedOptions {
  readonly now: () => EpochMs;
  readonly node?: string;
}

interface Actor {
  readonly workload: WorkloadId;
  readonly image: string;
  readonly service: string;
  readonly worker: string;
  readonly replicas: number;
  /** How long it has been learned. */
  readonly hours: number;
  readonly rates: Readonly<Record<string, number>>;
}

const hour = 3_600_000;
const actors: readonly Actor[] = [
  {
    workload: 'docker/shop/web' as WorkloadId,
    image: 'nginx:1.27',
    service: '/usr/sbin/nginx',
    worker: '/usr/sbin/nginx',
    replicas: 2,
    hours: 216,
    rates: {
      epoll_wait: 820,
      accept4: 240,
      recvfrom: 410,
      writev: 390,
      sendfile: 180,
      openat: 60,
      close: 300,
      fstat: 60,
    },
  },
  {
    workload: 'docker/shop/api' as WorkloadId,
    image: 'shop/api:2026.7',
    service: '/usr/local/bin/node',
    worker: '/usr/local/bin/node',
    replicas: 1,
    hours: 30,
    rates: { epoll_pwait: 510, read: 330, write: 320, futex: 1200, openat: 12, close: 14, madvise: 3 },
  },
  {
    workload: 'docker/shop/database' as WorkloadId,
    image: 'postgres:18',
    service: '/usr/lib/postgresql/18/bin/postgres',
    worker: '/usr/lib/postgresql/18/bin/postgres',
    replicas: 1,
    hours: 6,
    rates: { pread64: 640, pwrite64: 80, epoll_wait: 200, recvfrom: 210, sendto: 200, fdatasync: 9, futex: 40 },
  },
];

export async function seed(link: ServerLink, { now, node = 'this host' }: SeedOptions): Promise<Seeded> {
  const newId = countingIds();
  const start = now();
  const hosts = actors.map((actor) => replicasOf(actor, { start, newId }));
  const running: RunningContainer[] = hosts.flatMap(({ actor, replicas }) =>
    replicas.map(({ container }) => ({ workload: actor.workload, container })),
  );
  let rounds = 0;
  link.running(node, running);
  link.health(healthOf(node, { now: now(), rounds, containers: running.length }));
  let findings = 0;
  for (const host of hosts) {
    const baseline = await learn(link, host);
    findings += await attack(link, host, { start, newId, baseline });
  }
  return {
    workloads: actors.map(({ workload }) => workload),
    findings,
    moment() {
      rounds++;
      const at = now();
      link.health(healthOf(node, { now: at, rounds, containers: running.length }));
      link.running(node, running);
      for (const { actor, replicas } of hosts) {
        for (const { build } of replicas) link.observed(calm(actor, build, { at, slice: 1e6 + rounds, round: rounds }));
      }
    },
  };
}

interface Host {
  readonly actor: Actor;
  readonly replicas: readonly { readonly container: ReturnType<typeof containerRef>; readonly build: EventBuilder }[];
  readonly from: number;
  readonly until: number;
}

function replicasOf(actor: Actor, { start, newId }: { start: number; newId: () => RecordId }): Host {
  const from = start - actor.hours * hour;
  const name = actor.workload.split('/').slice(1).join('-');
  const replicas = Array.from({ length: actor.replicas }, (_, i) => {
    const imageDigest = engineIdOf(actor.image);
    const container = containerRef({ name: `${name}-${i + 1}`, image: actor.image, startedAt: from, imageDigest });
    return { container, build: eventBuilder({ workload: actor.workload, container, newId }) };
  });
  return { actor, replicas, from, until: start - hour };
}

async function learn(link: ServerLink, { actor, replicas, from, until }: Host): Promise<Baseline> {
  let known = emptyBaseline();
  const learner = createLearner(emptyBaseline());
  let batch = 0;
  let observations = 0;
  for (let at = from, slice = 1; at < until; at += hour / 2, slice++) {
    for (const { build } of replicas) {
      const events =
        slice === 1
          ? [startOf(actor, build, at), ...calm(actor, build, { at, slice, round: slice })]
          : calm(actor, build, { at, slice, round: slice });
      for (const event of events) learner.observe(event);
      observations += events.length;
    }
    if (slice % 100 !== 0 && at + hour / 2 < until) continue;
    batch++;
    const id = `seed-${actor.workload}:${batch}` as BatchId;
    const delta = learner.takeDelta(id);
    if (delta === undefined) continue;
    known = mergeBaselines(known, delta);
    await link.learned({ workload: actor.workload, batch: id, state: encodeBaseline(delta), observations });
    observations = 0;
  }
  return known;
}

function startOf(actor: Actor, build: EventBuilder, at: number): Event {
  return build.exec({ at, executable: actor.service, parent: '/usr/bin/containerd-shim', entered: true });
}

/** What one replica does in a calm moment. Rates sway a little, by a fixed pattern. */
function calm(
  actor: Actor,
  build: EventBuilder,
  { at, slice, round }: { at: number; slice: number; round: number },
): readonly Event[] {
  const sway = 1 + 0.1 * Math.sin(round);
  const counts = Object.fromEntries(
    Object.entries(actor.rates).map(([name, rate], i) => [
      name,
      Math.max(1, Math.round(rate * sway) + ((round + i) % 3)),
    ]),
  );
  const names = Object.keys(actor.rates);
  const events: Event[] = [build.window({ at, counts, slice })];
  if (round % 3 === 0) {
    events.push(
      build.exec({
        at: at + 100,
        executable: actor.worker,
        parent: actor.service,
        args: [actor.worker, '-t'],
        uid: 101,
      }),
    );
  }
  if (round % 4 === 0) {
    const calls = Array.from({ length: 8 }, (_, i) => names[(round + i) % names.length] ?? 'read');
    events.push(build.novelty({ at: at + 200, executable: actor.worker, calls, slice }));
  }
  return events;
}

async function attack(
  link: ServerLink,
  { actor, replicas, from }: Host,
  { start, newId, baseline }: { start: number; newId: () => RecordId; baseline: Baseline },
): Promise<number> {
  const build = replicas[0]?.build;
  if (build === undefined) return 0;
  const workload: Workload = {
    id: actor.workload,
    firstSeenAt: from as EpochMs,
    lastSeenAt: start as EpochMs,
    mode: 'monitor',
    dryRun: true,
    declaredReady: false,
  };
  const judge = createJudge({
    workload,
    baseline,
    version: 1,
    settings: defaultLearningSettings,
    newId,
  });
  let told = 0;
  for (const event of badDay(actor, build, start)) {
    link.observed([event]);
    for (const finding of judge.judge(event)) {
      await link.judged({ finding, evidence: [event] });
      told++;
    }
  }
  return told;
}

function badDay({ service }: Actor, build: EventBuilder, start: number): readonly Event[] {
  const minute = 60_000;
  const shell = (at: number) =>
    build.exec({
      at,
      executable: '/bin/sh',
      parent: service,
      args: ['sh', '-i'],
      stdio: ['socket', 'socket', 'socket'],
    });
  if (!service.includes('nginx')) {
    return service.includes('node')
      ? [
          build.exec({
            at: start - 90 * minute,
            executable: '/usr/bin/curl',
            parent: service,
            args: ['curl', 'http://169.254.169.254/latest/meta-data/iam/'],
          }),
        ]
      : [];
  }
  return [
    shell(start - 50 * minute),
    build.exec({
      at: start - 48 * minute,
      executable: '/usr/bin/apt-get',
      parent: '/bin/sh',
      args: ['apt-get', 'install', '-y', 'ncat'],
    }),
    build.exec({
      at: start - 45 * minute,
      executable: '/memfd:x',
      parent: '/bin/sh',
      args: ['kworker'],
      origin: 'memory',
    }),
    build.privilege({
      at: start - 44 * minute,
      executable: '/bin/sh',
      operation: 'mount',
      syscall: 'mount',
      detail: ['/mnt', '/dev/sda1', 'ext4'],
      error: 'EPERM',
    }),
    build.privilege({
      at: start - 43 * minute,
      executable: '/bin/sh',
      operation: 'ptrace',
      syscall: 'ptrace',
      args: [16n, 1n],
    }),
    build.exec({
      at: start - 40 * minute,
      executable: '/tmp/xmrig',
      parent: '/bin/sh',
      args: ['/tmp/xmrig', '-o', 'stratum+tcp://pool.example:3333'],
      origin: 'writable layer',
    }),
    build.exec({
      at: start - 30 * minute,
      executable: '/usr/bin/openssl',
      parent: service,
      args: ['openssl', 's_client', '-connect', '198.51.100.7:443'],
      uid: 101,
    }),
    shell(start - 20 * minute),
    shell(start - 5 * minute),
  ];
}

function healthOf(
  node: string,
  { now, rounds, containers }: { now: EpochMs; rounds: number; containers: number },
): NodeHealth {
  return {
    node,
    kernel: '6.12.0-amd64',
    sensor: 'running',
    sensorSince: (now - 216 * hour) as EpochMs,
    restarts: 0,
    gaps: 0,
    engine: 'connected',
    blind: [],
    containers,
    eventsPerSecond: 40,
    losses: { ringFull: 0, threadsFull: 0, containersFull: 0, heldBack: 3, cut: 0, delivered: 1_200_000 + rounds * 40 },
    lossesByContainer: [],
    memoryBytes: 82_000_000,
    at: now,
  };
}

function countingIds(): () => RecordId {
  let count = 0;
  return () => `seed-${(++count).toString().padStart(8, '0')}` as string as RecordId;
}
