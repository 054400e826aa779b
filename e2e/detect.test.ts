/** The main job: learn a web workload under load, stay quiet while it runs clean, tell each act within two seconds. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection } from '@plimsoll/api';
import type { WorkloadId } from '@plimsoll/core';
import { engineObstacle, startEngine, type TestEngine } from '@plimsoll/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Plimsoll, plimsoll, sensorPath, startPlimsoll } from './plimsoll.ts';
import { until } from './until.ts';
import { acts } from './workload/acts.ts';
import { importWebImage } from './workload/image.ts';
import { type Replica, startReplica, visit } from './workload/web.ts';

const workload = 'docker/shop/web' as WorkloadId;
const cleanMs = 120_000;
const requestsPerSecond = 200;
/** One second a slice, so that two replicas show a few hundred blocks while the test learns; the budget stays the product's own: one a day. */
const flags = ['--learn-slice', '1s', '--learn-at-least', '30s'];

const possible = existsSync(sensorPath) && engineObstacle() === undefined;

describe.skipIf(!possible)('a web workload on a real engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  const dataDir = join(folder, 'data');
  let engine: TestEngine;
  let product: Plimsoll;
  let replicas: readonly Replica[] = [];

  beforeAll(async () => {
    engine = await startEngine(join(folder, 'engine'));
    await importWebImage(engine);
    product = await startPlimsoll({ dataDir, engine: engine.socket, flags });
    await until('the sensor runs', async () => (await product.client.status()).nodes[0]?.sensor === 'running');
    replicas = [await startReplica(engine, folder, 'web-1'), await startReplica(engine, folder, 'web-2')];
  });

  afterAll(async () => {
    await product?.stop();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const findings = async (): Promise<readonly Detection[]> =>
    (await product.client.listFindings({ query: { workload, limit: 500 } })).items.filter(
      (one) => one.kind === 'detection',
    );
  const seen = async () => product.client.getWorkload({ params: { workload } });

  it('learns two replicas as one workload, and says how far it is', async () => {
    const answers = await visit(replicas, requestsPerSecond, 90_000);
    expect(answers).toBeGreaterThan(10_000);

    const learned = await until('deltas are merged', async () => {
      const { readiness, ...rest } = await seen();
      const syscalls = readiness.coverage.find(({ behaviour }) => behaviour === 'syscall');
      return syscalls && syscalls.blocks > 150 ? { ...rest, syscalls, readiness } : false;
    });
    expect(learned.containers.map(({ name }) => name).sort()).toEqual(['web-1', 'web-2']);
    expect([learned.sight, learned.sightReason]).toEqual(['seen', null]);
    expect(learned.lost).toBe(0);
    expect(learned.syscalls.trusted).toBeGreaterThan(learned.syscalls.probationary);
    expect(learned.readiness.ready).toBe(false);
    expect(learned.readiness.missing.join(' ')).not.toBe('');
    expect(await findings()).toEqual([]);
  }, 150_000);

  it(
    'is told that the baseline is ready, and then is quiet for two minutes of clean load',
    async () => {
      const { code, stderr } = await plimsoll(
        dataDir,
        'mode',
        workload,
        'monitor',
        '--declare-ready',
        '--reason',
        'end-to-end test',
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);

      await visit(replicas, requestsPerSecond, cleanMs);

      expect((await seen()).mode).toBe('monitor');
      expect((await findings()).map(({ sentence }) => sentence)).toEqual([]);
    },
    cleanMs + 60_000,
  );

  for (const act of acts) {
    it(`tells ${act.name} within two seconds`, async () => {
      const known = new Set((await findings()).map(({ id }) => id));
      const began = Date.now();
      const done = act.run(engine, 'web-1');
      const found = await until(
        act.name,
        async () => {
          const fresh = (await findings()).filter(({ id }) => !known.has(id));
          return fresh.find((each) => act.process.test(each.process?.comm ?? '') && act.reason.test(each.sentence));
        },
        10_000,
      );
      const toldAfter = Date.now() - found.at;
      await done;

      expect(found.at).toBeGreaterThanOrEqual(began);
      expect(toldAfter).toBeLessThan(2_000);
      expect(found.container.name).toBe('web-1');
      expect(found.container.image).toBe('plimsoll-test/web:1');
      expect(found.workload).toBe(workload);
      for (const name of [found.process?.comm ?? '?', 'web-1', workload]) expect(found.sentence).toContain(name);
    });
  }

  it('explains a finding down to its events and the baseline it was held against', async () => {
    const [finding] = await findings();
    const explained = await product.client.getFinding({ params: { finding: finding?.id ?? ('' as never) } });

    expect(explained.evidence.length).toBeGreaterThan(0);
    expect(explained.chain.map(({ type }) => type)).toEqual(expect.arrayContaining(['event', 'baseline', 'finding']));
    expect(explained.finding.kind === 'detection' && explained.finding.explanation.baseline.version).toBeGreaterThan(0);

    const { stdout, code } = await plimsoll(dataDir, 'explain', explained.finding.id);
    expect(code).toBe(0);
    expect(stdout).toContain(explained.finding.sentence);
  });

  it('keeps what it learned over a kill', async () => {
    const before = await seen();
    await product.stop('SIGKILL');
    product = await startPlimsoll({ dataDir, engine: engine.socket, flags });
    const after = await until('the workload is known again', async () => seen().catch(() => undefined));

    expect(after.baselineVersion).toBeGreaterThanOrEqual(before.baselineVersion);
    expect(after.mode).toBe('monitor');
    expect(after.readiness.coverage).toEqual(before.readiness.coverage);
    expect((await findings()).length).toBeGreaterThanOrEqual(acts.length);
  });
});
