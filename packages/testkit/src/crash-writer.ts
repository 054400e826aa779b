/**
 * A process that is there to be killed: writes through the real link, and says what was acknowledged.
 *
 * in     a data directory, the number of this run
 * out    a line for each finding (`F id`) and each batch (`B id`) once the server said that it is kept
 */
import { writeSync } from 'node:fs';
import {
  type BatchId,
  createLearner,
  emptyBaseline,
  encodeBaseline,
  type RecordId,
  type WorkloadId,
} from '@plimsoll/core';
import { createServer } from '@plimsoll/server';
import { pino } from 'pino';
import { containerRef, eventBuilder } from './build-event.ts';
import { findingOf } from './build-finding.ts';

const [dataDir = '', run = '0'] = process.argv.slice(2);
const workload = 'docker/web' as WorkloadId;
const server = createServer({
  dataDir,
  log: pino({ level: 'silent' }),
  port: 0,
  settings: { mergeEveryMs: 20, backupEveryMs: 100 },
});
await server.start();
const container = containerRef({ name: `web-${run}`, image: 'web:1', startedAt: 1_700_000_000_000 });
let events = 0;
const build = eventBuilder({ workload, container, newId: () => `e-${run}-${events++}` as RecordId });
const learner = createLearner(emptyBaseline());

for (let n = 1; ; n++) {
  const at = 1_700_000_000_000 + n * 1000;
  const event = build.exec({ at, executable: `/bin/p${n % 50}`, parent: '/sbin/init' });
  learner.observe(event);
  const batch = `run-${run}:${n}` as BatchId;
  const delta = learner.takeDelta(batch);
  const finding = findingOf({ id: `f-${run}-${n}`, fingerprint: `p-${run}-${n}`, at });
  await Promise.all([
    server.link.judged({ finding, evidence: [event] }).then(() => writeSync(1, `F ${finding.id}\n`)),
    delta &&
      server.link
        .learned({ workload, batch, state: encodeBaseline(delta), observations: 1 })
        .then(() => writeSync(1, `B ${batch}\n`)),
  ]);
}
