/**
 * What the product costs the host: CPU and memory, idle and at a thousand events a second.
 *
 * in     a real engine, one container that starts a program at a steady rate
 * out    share of one core in use (sensor, agent and server together) at the steady rate; idle; resident memory
 * holds  the peer is measured in the same run: the container engine (dockerd and containerd) that does nothing but run that container
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, busyboxImage, runContainer, startEngine } from '@plimsoll/testkit';
import { startPlimsoll } from '../../e2e/plimsoll.ts';
import { until } from '../../e2e/until.ts';
import { usageOf, usageOfFamily } from '../procfs.ts';
import { median, note, report, rounded } from '../report.ts';

const seconds = 10;
const runs = 6;
/** Starts and ends of programs: two events each. */
const startsPerSecond = 500;

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
const engine = await startEngine(join(folder, 'engine'));
const image = 'plimsoll-test/busybox:1';
await busyboxImage(engine, image);
const product = await startPlimsoll({ dataDir: join(folder, 'data'), engine: engine.socket });
try {
  await until('the sensor runs', async () => (await product.client.status()).nodes[0]?.sensor === 'running');
  note(`idle: ${runs} × ${seconds} s`);
  const idle = await measure();

  // A batch of starts, then a rest that makes up the rate; the shell's own clock is coarse, so the rate is read back below.
  const loop = `while :; do i=0; while [ $i -lt ${startsPerSecond / 10} ]; do /bin/true; i=$((i+1)); done; usleep 40000; done`;
  await runContainer(engine, { name: 'busy', image, command: ['sh', '-c', loop] });
  await pause(5_000);
  note(`busy: ${runs} × ${seconds} s`);
  const busy = await measure();
  await ask(engine, 'DELETE', '/containers/busy?force=true');

  report({
    name: 'agent',
    value: rounded(median(busy.cpu), 2),
    unit: '% of a core, sensor + agent + server',
    peer: 'dockerd and containerd running that one container, same seconds',
    ratio: rounded(median(busy.cpu) / Math.max(0.01, median(busy.engineCpu)), 2),
    runs,
    method: `median of ${runs} windows of ${seconds} s from /proc/PID/stat; one container starting programs; events counted by the product`,
    events_per_s: Math.round(median(busy.events)),
    idle_percent: rounded(median(idle.cpu), 2),
    sensor_percent: rounded(median(busy.sensorCpu), 2),
    rss_mb: rounded(median(busy.rss) / 1e6),
    rss_idle_mb: rounded(median(idle.rss) / 1e6),
    sensor_rss_mb: rounded(median(busy.sensorRss) / 1e6),
    engine_percent: rounded(median(busy.engineCpu), 2),
    lost: (await product.client.status()).nodes[0]?.losses.ringFull,
  });
} finally {
  await product.stop();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const samples = {
    cpu: [] as number[],
    sensorCpu: [] as number[],
    engineCpu: [] as number[],
    rss: [] as number[],
    sensorRss: [] as number[],
    events: [] as number[],
  };
  const take = async () => ({
    all: usageOfFamily(product.pid),
    node: usageOf(product.pid),
    engine: usageOfFamily(engine.pid),
    events: (await product.client.status()).eventsTotal,
  });
  let last = await take();
  let lastAt = performance.now();
  for (let run = 0; run < runs; run++) {
    await pause(seconds * 1000);
    const now = await take();
    const at = performance.now();
    const percent = (ms: number) => (100 * ms) / (at - lastAt);
    samples.cpu.push(percent(now.all.cpuMs - last.all.cpuMs));
    samples.sensorCpu.push(percent(now.all.cpuMs - now.node.cpuMs - (last.all.cpuMs - last.node.cpuMs)));
    samples.engineCpu.push(percent(now.engine.cpuMs - last.engine.cpuMs));
    samples.rss.push(now.node.rssBytes);
    samples.sensorRss.push(now.all.rssBytes - now.node.rssBytes);
    samples.events.push(((now.events - last.events) * 1000) / (at - lastAt));
    last = now;
    lastAt = at;
  }
  return samples;
}
