import type { ContainerId, EpochMs, WorkloadId } from '@plimsoll/core';
import { fakeClock } from '@plimsoll/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ContainerFacts } from './container-facts.ts';
import { type Containers, createContainers, type Place } from './containers.ts';

const id = 'a'.repeat(64) as ContainerId;
const outer = 'b'.repeat(64) as ContainerId;
const facts: ContainerFacts = {
  id,
  name: 'web-1',
  image: 'web:1',
  imageDigest: 'sha256:1',
  startedAt: 5 as EpochMs,
  workload: 'docker/web' as WorkloadId,
  volumes: [],
};
const seen = { cgroup: 7, path: `/docker/${id}`, alreadyRunning: false, watched: true, at: 1_000 as EpochMs };

let clock: ReturnType<typeof fakeClock>;
let containers: Containers;
let heard: string[];
let asked: ContainerId[];

beforeEach(() => {
  clock = fakeClock();
  heard = [];
  asked = [];
  containers = createContainers({
    clock,
    sink: {
      placed: ({ workload }) => heard.push(`placed ${workload}`),
      vanished: ({ workload }) => heard.push(`vanished ${workload}`),
      overflowed: () => heard.push('overflowed'),
      ask: (which) => asked.push(which),
    },
  });
  containers.engine(true);
});

const wait = (what = 'event') => containers.whenPlaced(7, ({ workload }) => heard.push(`${what} of ${workload}`));

describe('containers', () => {
  it('hold what happens until the name is known, then let it go in order', () => {
    containers.appeared(seen);
    wait('first');
    wait('second');
    expect([heard, asked]).toEqual([[], [id]]);

    containers.facts(facts, true);

    expect(heard).toEqual(['placed docker/web', 'first of docker/web', 'second of docker/web']);
  });

  it('wait for nothing when the name was known before', () => {
    containers.facts(facts, true);
    containers.appeared(seen);
    wait();

    expect(heard).toEqual(['placed docker/web', 'event of docker/web']);
    expect(asked).toEqual([]);
  });

  it('take what an event told when the container is gone before it can be asked about', () => {
    containers.facts({ ...facts, imageDigest: '' }, false);
    containers.appeared(seen);
    wait();
    containers.missing(id);

    expect(heard).toEqual(['placed docker/web', 'event of docker/web']);
  });

  it('go by the short id after two seconds, and by the name once it comes', () => {
    containers.appeared(seen);
    wait();
    clock.advance(1_999);
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toEqual(['placed unknown/aaaaaaaaaaaa', 'event of unknown/aaaaaaaaaaaa']);

    containers.facts(facts, true);
    wait();
    expect(heard.slice(2)).toEqual(['placed docker/web', 'event of docker/web']);
  });

  it('wait only a moment for a container that no engine knows', () => {
    containers.appeared(seen);
    wait();
    containers.missing(id);
    clock.advance(300);

    expect(heard).toEqual(['placed unknown/aaaaaaaaaaaa', 'event of unknown/aaaaaaaaaaaa']);
  });

  it('wait for nothing without an engine, and are asked about when it comes', () => {
    containers.engine(false);
    containers.appeared(seen);
    wait();
    expect(heard).toEqual(['placed unknown/aaaaaaaaaaaa', 'event of unknown/aaaaaaaaaaaa']);

    containers.engine(true);
    expect(asked).toEqual([id]);
  });

  it('belong to the container around them when only that is known', () => {
    containers.facts({ ...facts, id: outer, workload: 'docker/ci' as WorkloadId }, true);
    containers.appeared({ ...seen, path: `/docker/${outer}/docker/${id}` });
    wait();
    clock.advance(2_000);

    expect(heard).toEqual(['placed docker/ci', 'event of docker/ci']);
  });

  it('are told apart by their cgroup where the path names none', () => {
    containers.appeared({ ...seen, path: '/custom' });

    expect(heard).toEqual(['placed unknown/cgroup-7']);
    expect(containers.placeOf(7)?.container.id).toBe('cgroup-7');
  });

  it('hold a bounded number of events, and count the rest', () => {
    containers.appeared(seen);
    for (let i = 0; i < 2_003; i++) wait();

    expect(heard).toEqual(['overflowed', 'overflowed', 'overflowed']);
  });

  it('began when they were seen to begin, else when the engine says, whatever is told later', () => {
    const startOf = (place: Place | undefined) => place?.container.startedAt;
    containers.facts(facts, true);
    containers.appeared(seen);
    containers.appeared({ ...seen, cgroup: 8, alreadyRunning: true, path: `/docker/${outer}` });
    containers.facts({ ...facts, id: outer }, true);
    expect([startOf(containers.placeOf(7)), startOf(containers.placeOf(8))]).toEqual([1_000, 5]);

    // The sensor was restarted: the same container is there again.
    containers.forgetCgroups();
    containers.appeared({ ...seen, alreadyRunning: true, at: 9_000 as EpochMs });
    expect(startOf(containers.placeOf(7))).toBe(1_000);
  });

  it('keep their name for a minute after they are gone, and do not count as running', () => {
    containers.facts(facts, true);
    containers.running(id, true);
    containers.appeared(seen);
    expect(containers.all()).toHaveLength(1);

    containers.vanished(7);
    containers.running(id, false);
    wait('late');
    expect(heard.slice(1)).toEqual(['vanished docker/web', 'late of docker/web']);
    expect([containers.all(), containers.places()]).toEqual([[], []]);

    clock.advance(60_000);
    expect(containers.knows(7)).toBe(false);
  });

  it('run when the engine says so, even if the sensor does not see them', () => {
    containers.facts(facts, true);
    containers.running(id, true);

    expect(containers.all().map(({ container }) => container.name)).toEqual(['web-1']);
    containers.engine(false);
    expect(containers.all()).toEqual([]);
  });
});
