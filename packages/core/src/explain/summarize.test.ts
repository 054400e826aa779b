import { expect, it } from 'vitest';
import type { Event } from '../event/event.ts';
import { exec, novelty, privilege, processRef, windowOf } from '../event/events.fixture.ts';
import { summarize } from './summarize.ts';

const exit = { ...exec(), kind: 'process.exit', exitCode: undefined, signal: 9, lifetimeMs: 12.4 } as unknown as Event;
const gap = { ...windowOf({}), kind: 'gap', reason: 'events lost', lost: 3, durationMs: undefined } as Event;

it.each([
  [
    exec({ args: ['nginx', '-g', 'daemon off;'], prevented: 'killed' }),
    'nginx (pid 4711) started by sh: nginx -g daemon off;, killed',
  ],
  [
    exec({ args: ['nginx'], replaced: { pid: 4711, comm: 'perl', executable: '/usr/bin/perl' } }),
    'nginx (pid 4711) in place of perl: nginx',
  ],
  [exit, 'nginx (pid 4711) ended with signal 9 after 12 ms'],
  [
    privilege({ operation: 'mount', syscall: 'mount', detail: ['/mnt', 'x', ''], error: 'EPERM' }),
    'nginx (pid 4711) called mount /mnt x, refused (EPERM)',
  ],
  [novelty(['read', 'write']), 'nginx (pid 4711) showed a syscall for the first time in this slice: read → write'],
  [windowOf({ read: 3, write: 4 }), '7 syscalls of 2 kinds in 1000 ms'],
  [gap, 'not observed: events lost, 3 events lost'],
])('%#', (event, line) => {
  expect(summarize(event)).toBe(line);
});

it('never grows beyond a line', () => {
  expect(summarize(exec({ process: processRef(), args: Array(500).fill('x'.repeat(100)) })).length).toBeLessThan(250);
});
