/**
 * How often a clean web workload alarms once it is learned. An hour by default; `--minutes N` for less.
 *
 * in     a real engine, two replicas of a web server under load
 * out    findings an hour of clean load; what a plain allow-list of everything seen while learning would have told in the same time
 * holds  learning ends before the measured time begins; nothing is approved meanwhile
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { WorkloadId } from '@plimsoll/core';
import { startEngine } from '@plimsoll/testkit';
import { plimsoll, startPlimsoll } from '../../e2e/plimsoll.ts';
import { until } from '../../e2e/until.ts';
import { importWebImage } from '../../e2e/workload/image.ts';
import { startReplica, visit } from '../../e2e/workload/web.ts';
import { note, report, rounded } from '../report.ts';
import { allowList } from './allow-list.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    learn: { type: 'string', default: '3' },
    json: { type: 'boolean' },
  },
});
const minutes = Number(values.minutes);
const learnMinutes = Number(values.learn);
if (!(minutes > 0) || !(learnMinutes > 0)) throw new Error('--minutes and --learn take a number of minutes above 0');
const workload = 'docker/shop/web' as WorkloadId;

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
const dataDir = join(folder, 'data');
const engine = await startEngine(join(folder, 'engine'));
await importWebImage(engine);
const product = await startPlimsoll({
  dataDir,
  engine: engine.socket,
  flags: ['--learn-slice', '1s', '--learn-at-least', '30s'],
});
const peer = allowList();
try {
  await until('the sensor runs', async () => (await product.client.status()).nodes[0]?.sensor === 'running');
  const replicas = [await startReplica(engine, folder, 'web-1'), await startReplica(engine, folder, 'web-2')];
  note(`learning for ${learnMinutes} min`);
  await visit(replicas, 200, learnMinutes * 60_000);
  await plimsoll(dataDir, 'mode', workload, 'monitor', '--declare-ready', '--reason', 'soak');
  peer.freeze();
  const before = await product.client.status();
  note(`clean load for ${minutes} min`);
  let answers = 0;
  for (let minute = 0; minute < minutes; minute++) {
    answers += await visit(replicas, 200, Math.min(1, minutes - minute) * 60_000);
    const { total } = await product.client.listFindings({ query: { workload } });
    note(`${minute + 1} min: ${answers} answers, ${total} findings, allow-list ${peer.alarms()}`);
  }
  const after = await product.client.status();
  const { items, total } = await product.client.listFindings({ query: { workload } });
  report({
    name: 'soak',
    value: rounded((total * 60) / minutes, 2),
    unit: 'findings an hour of clean load',
    peer: 'alarms an hour of an allow-list of every program, syscall and 6-gram seen while learning',
    ratio: rounded(total / Math.max(1, peer.alarms()), 4),
    runs: 1,
    method: `two nginx replicas, 200 requests/s each, ${learnMinutes} min of learning, ${minutes} min measured, budget of one a day`,
    peer_per_hour: rounded((peer.alarms() * 60) / minutes, 1),
    requests: answers,
    events: after.eventsTotal - before.eventsTotal,
    lost: after.nodes[0]?.losses.ringFull,
    sentences: items.map(({ sentence }) => sentence),
  });
} finally {
  await peer.close();
  await product.stop();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}
