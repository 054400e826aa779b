import type { ExecEvent, WorkloadId } from '@plimsoll/core';
import { containerRef, eventBuilder, fakeClock } from '@plimsoll/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from '../enrich/containers.ts';
import type { CgroupId } from '../sense/frame.ts';
import { createUseCollector, type UseBatch } from './collector.ts';
import { executableMappings, type FilesInUse } from './mapped-files.ts';

const workload = 'docker/web' as WorkloadId;
const image = `sha256:${'a'.repeat(64)}`;

function place(more: Partial<Place> = {}): Place {
  const container = containerRef({ name: 'web-1', image: 'web:1', startedAt: 1, imageDigest: image });
  return { cgroup: 1 as CgroupId, path: '/docker/x', container, workload, volumes: ['/data'], ...more };
}

function collector(files: Map<number, FilesInUse | undefined>) {
  const clock = fakeClock();
  const collected = createUseCollector({
    clock,
    pidsIn: () => [...files.keys()],
    files: { of: (pid) => files.get(pid) },
  });
  return { clock, collected };
}

const told = (batch: UseBatch | undefined) => batch?.files.map(({ kind, path }) => `${kind} ${path}`);

describe('use', () => {
  it('counts an image as watched only once a process of it could be looked at', () => {
    const files = new Map<number, FilesInUse | undefined>([[7, undefined]]);
    const { clock, collected } = collector(files);
    collected.placed(place());
    const placedAt = clock.now();
    clock.advance(5_000);
    expect(collected.batch()).toBeUndefined();
    files.set(7, { executable: '/usr/sbin/nginx', loaded: ['/usr/lib/libssl.so.3', '/data/plugin.so'] });
    clock.advance(30_000);
    const batch = collected.batch();
    expect(batch?.watched).toEqual([{ image, workload, since: placedAt }]);
    expect(told(batch)).toEqual(['executed /usr/sbin/nginx', 'loaded /usr/lib/libssl.so.3']);
  });

  it('tells again what did not arrive, and then only each hour what is still in use', () => {
    const { clock, collected } = collector(new Map([[7, { executable: '/bin/a', loaded: [] }]]));
    collected.placed(place());
    clock.advance(5_000);
    expect(told(collected.batch())).toEqual(['executed /bin/a']);
    const again = collected.batch();
    expect(told(again)).toEqual(['executed /bin/a']);
    again?.told();
    expect(collected.batch()).toBeUndefined();
    clock.advance(2 * 3_600_000);
    const later = collected.batch();
    expect(told(later)).toEqual(['executed /bin/a']);
    expect(later?.files[0]?.lastAt).toBeGreaterThan(again?.files[0]?.lastAt ?? 0);
    expect(later?.files[0]?.firstAt).toBe(again?.files[0]?.firstAt);
  });

  it('takes executions of the image’s own files and no others', () => {
    const { collected } = collector(new Map());
    const where = place();
    let ids = 0;
    const build = eventBuilder({ workload, container: where.container, newId: () => `e${++ids}` as never });
    const exec = (executable: string, origin: ExecEvent['origin']) =>
      collected.exec(build.exec({ at: 1, executable, parent: '/bin/sh', origin }) as ExecEvent, where);
    exec('/bin/own', 'image');
    exec('/tmp/dropped', 'writable layer');
    exec('/memfd:x', 'memory');
    exec('/data/tool', 'image');
    expect(told(collected.batch())).toEqual(['executed /bin/own']);
  });

  it('stays within its limits and says how much found no room', () => {
    const loaded = Array.from({ length: 2_500 }, (_, index) => `/lib/${index}.so`);
    const { clock, collected } = collector(new Map([[7, { executable: undefined, loaded }]]));
    collected.placed(place());
    clock.advance(5_000);
    const seen: string[] = [];
    let dropped = 0;
    for (let batch = collected.batch(); batch !== undefined; batch = collected.batch()) {
      expect(batch.files.length).toBeLessThanOrEqual(400);
      seen.push(...batch.files.map(({ path }) => path));
      dropped += batch.dropped;
      batch.told();
    }
    expect([new Set(seen).size, dropped]).toEqual([2_000, 500]);
  });

  it('forgets to look at what is gone', () => {
    let looks = 0;
    const clock = fakeClock();
    const collected = createUseCollector({
      clock,
      pidsIn: () => {
        looks++;
        return [];
      },
      files: { of: () => undefined },
    });
    collected.placed(place());
    clock.advance(5_000);
    collected.vanished(1 as CgroupId);
    clock.advance(3_600_000);
    expect(looks).toBe(1);
  });
});

describe('maps of a process', () => {
  it('give what is mapped to run', () => {
    const maps = [
      '00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/dbus-daemon',
      '00651000-00652000 r--p 00051000 08:02 173521      /usr/bin/only-data',
      '7f1c8a000000-7f1c8a021000 rw-p 00000000 00:00 0',
      '7f1c8b000000-7f1c8b1c5000 r-xp 00028000 00:2f 99  /usr/lib/with blank.so',
      '7f1c8c000000-7f1c8c1c5000 r-xp 00028000 00:2f 98  /usr/lib/new\\012line.so',
      '7f1c8d000000-7f1c8d1c5000 r-xp 00000000 00:2f 97  /tmp/gone.so (deleted)',
      '7f1c8e000000-7f1c8e1c5000 r-xp 00000000 00:01 96  /memfd:jit (deleted)',
      '7ffd1b3f0000-7ffd1b3f2000 r-xp 00000000 00:00 0   [vdso]',
    ].join('\n');
    expect([...executableMappings(maps)]).toEqual([
      '/usr/bin/dbus-daemon',
      '/usr/lib/with blank.so',
      '/usr/lib/new\nline.so',
    ]);
  });

  it('give absolute paths within limits, whatever is in them', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5_000 }), (text) => {
        for (const path of executableMappings(text)) expect(path.startsWith('/') && path.length <= 4096).toBe(true);
      }),
    );
  });
});
