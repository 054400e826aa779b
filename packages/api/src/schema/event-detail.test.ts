import type { ContainerId, EpochMs, Event, RecordId, WorkloadId } from '@plimsoll/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventDetail } from './event-detail.ts';

const observed = {
  id: 'e1' as RecordId,
  at: 5 as EpochMs,
  because: [],
  workload: 'docker/web' as WorkloadId,
  container: { id: 'c' as ContainerId, name: 'web', image: 'web:1', imageDigest: '', startedAt: 1 as EpochMs },
};
const process = {
  pid: 1,
  tid: 1,
  containerPid: 1,
  comm: 'sh',
  executable: '/bin/sh',
  uid: 0,
  gid: 0,
  loginUid: undefined,
  terminal: false,
  startedAt: 1 as EpochMs,
  parent: undefined,
};
const capability = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const events: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ capabilities: capability, args: fc.array(fc.string(), { maxLength: 5 }) }).map(
    (some): Event => ({
      ...observed,
      ...some,
      kind: 'process.exec',
      process,
      replaced: { pid: 1, comm: 'perl', executable: '/usr/bin/perl' },
      filename: 'sh',
      argsCut: false,
      cwd: '/',
      stdio: ['null', 'pipe', 'socket'],
      origin: 'image',
      entered: false,
      script: false,
      prevented: 'no',
    }),
  ),
  fc.array(capability, { maxLength: 6 }).map(
    (args): Event => ({
      ...observed,
      kind: 'process.privilege',
      process,
      operation: 'mount',
      syscall: 'mount',
      args,
      error: undefined,
      detail: [],
    }),
  ),
  fc
    .array(
      fc.tuple(
        fc.string({ maxLength: 20 }).filter((name) => name !== '__proto__'),
        fc.nat(),
      ),
    )
    .map(
      (counts): Event => ({
        ...observed,
        kind: 'syscall.window',
        durationMs: 1000,
        slice: 1,
        counts: new Map(counts),
      }),
    ),
);

it('gives back what was encoded, through text', () => {
  fc.assert(
    fc.property(events, (event) => {
      expect(EventDetail.decode(JSON.parse(JSON.stringify(EventDetail.encode(event))))).toEqual(event);
    }),
  );
});

it('refuses everything else without anything but its own error', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(() => EventDetail.decode(value)).toThrow(expect.objectContaining({ name: 'ZodError' }));
    }),
  );
});
