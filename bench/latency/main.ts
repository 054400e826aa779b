/**
 * How long it takes from a program's start to its finding, as a client of the live stream sees it.
 *
 * in     a real engine; a container that copies a program and starts the copy, again and again, each under a name of its own
 * out    milliseconds from the kernel's time of the exec to the finding's arrival, median and 99th percentile
 * holds  the peer runs beside it: a reader of the container's cgroup.procs, once a second, which is what can be done without a sensor in the kernel
 */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busyboxImage, runContainer, startEngine } from '@plimsoll/testkit';
import { startPlimsoll } from '../../e2e/plimsoll.ts';
import { until } from '../../e2e/until.ts';
import { follow } from '../live.ts';
import { note, quantile, report, rounded } from '../report.ts';

const programs = 200;

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
const engine = await startEngine(join(folder, 'engine'));
const image = 'plimsoll-test/busybox:1';
await busyboxImage(engine, image);
const product = await startPlimsoll({ dataDir: join(folder, 'data'), engine: engine.socket });
const arrived = new Map<string, { readonly at: number; readonly ms: number }>();
const polled = new Map<string, number>();
const leave = follow(product.socket, (message) => {
  if (message.type !== 'finding' || message.finding.kind !== 'detection') return;
  const name = message.finding.process?.executable.match(/\/tmp\/(copy-\d+)$/)?.[1];
  if (name && !arrived.has(name)) arrived.set(name, { at: message.finding.at, ms: Date.now() - message.finding.at });
});
const poll = setInterval(() => {
  for (const name of namesRunning()) if (!polled.has(name)) polled.set(name, Date.now());
}, 1_000);
try {
  await until('the sensor runs', async () => (await product.client.status()).nodes[0]?.sensor === 'running');
  note(`${programs} programs, each for a second and a half`);
  const script = `i=0; while [ $i -lt ${programs} ]; do cp /bin/busybox /tmp/copy-$i; ( exec -a sleep /tmp/copy-$i 1.5 ) & i=$((i+1)); usleep 100000; done; wait`;
  await runContainer(engine, { name: 'intruder', image, command: ['sh', '-c', script] });
  await until('the last finding', async () => arrived.size === programs, programs * 250).catch(() =>
    note(`only ${arrived.size} of ${programs} were told`),
  );

  const ours = [...arrived.values()].map(({ ms }) => ms);
  const theirs = [...polled].map(([name, at]) => at - (arrived.get(name)?.at ?? at));
  report({
    name: 'latency',
    value: quantile(ours, 0.99),
    unit: 'ms, exec to finding, p99',
    peer: 'reading cgroup.procs once a second, p99 of those it caught',
    ratio: rounded(quantile(ours, 0.99) / quantile(theirs, 0.99), 3),
    runs: ours.length,
    method:
      'finding.at is the kernel’s time of the exec; arrival is when the live stream’s client has parsed the message',
    p50: quantile(ours, 0.5),
    missed: programs - ours.length,
    peer_p50: quantile(theirs, 0.5),
    peer_p99: quantile(theirs, 0.99),
    peer_missed: programs - theirs.length,
  });
} finally {
  clearInterval(poll);
  leave();
  await product.stop();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}

function namesRunning(): readonly string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const name = readlinkSync(`/proc/${pid}/exe`).match(/\/tmp\/(copy-\d+)$/)?.[1];
        return name && readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes('docker') ? [name] : [];
      } catch {
        return []; // it ended while we looked, or belongs to the kernel
      }
    });
}
