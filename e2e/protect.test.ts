/** Protect mode on a real engine: a dry run stops nothing and says so; enforced, ten thousand tries run nothing. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkloadId } from '@plimsoll/core';
import { ask, engineObstacle, runContainer, startEngine, type TestEngine } from '@plimsoll/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Plimsoll, plimsoll, sensorPath, startPlimsoll } from './plimsoll.ts';
import { until } from './until.ts';
import { importWebImage, webImage } from './workload/image.ts';

const workload = 'docker/shop/job' as WorkloadId;
const tries = 10_000;

/** A service that starts nothing by itself, and once (USR1) or ten thousand times (USR2) a program it never started while it was learned. */
const service = `
  $| = 1;
  sub attempt { my $file = shift; my $child = fork; if (!$child) { exec "/usr/bin/touch", $file; exit 1 } waitpid $child, 0 }
  $SIG{USR1} = sub { attempt("/tmp/once"); open my $done, ">", "/tmp/once-done" };
  $SIG{USR2} = sub { attempt("/tmp/proof") for 1..${tries}; open my $done, ">", "/tmp/tried" };
  while (1) { sleep 1 }
`;

describe.skipIf(!existsSync(sensorPath) || engineObstacle() !== undefined)('protect mode on a real engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-e2e-'));
  const dataDir = join(folder, 'data');
  let engine: TestEngine;
  let product: Plimsoll;

  beforeAll(async () => {
    engine = await startEngine(join(folder, 'engine'));
    await importWebImage(engine);
    product = await startPlimsoll({ dataDir, engine: engine.socket, flags: ['--learn-slice', '1s'] });
    await until('the sensor runs', async () => (await product.client.status()).nodes[0]?.sensor === 'running');
    const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'job' };
    for (const name of ['job-1', 'job-2'])
      await runContainer(engine, { name, image: webImage, command: ['perl', '-e', service], labels });
    await until('perl is trusted', async () => {
      const known = await product.client.getBaseline({ params: { workload } }).catch(() => undefined);
      return known?.processes.some(({ executable, trust }) => executable === '/usr/bin/perl' && trust === 'trusted');
    });
  });

  afterAll(async () => {
    await product?.stop();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const signal = (name: string, which: string) => ask(engine, 'POST', `/containers/${name}/kill?signal=${which}`);
  const exists = (name: string, path: string) =>
    ask(engine, 'HEAD', `/containers/${name}/archive?path=${encodeURIComponent(path)}`).then(
      () => true,
      () => false,
    );
  const mode = async (...words: readonly string[]) => {
    const { code, stderr } = await plimsoll(dataDir, 'mode', workload, ...words, '--reason', 'end-to-end test');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  };
  const findings = async () =>
    (await product.client.listFindings({ query: { workload, limit: 500 } })).items.filter(
      (one) => one.kind === 'detection',
    );

  it('stops nothing in a dry run, and says what it would have stopped', async () => {
    await mode('protect', '--declare-ready');
    expect((await product.client.getWorkload({ params: { workload } })).dryRun).toBe(true);
    const told = await until(
      'the dry run is told',
      async () => {
        await signal('job-1', 'USR1');
        return (await findings()).find(
          ({ process, sentence }) => process?.comm === 'touch' && /protect would have ended it/.test(sentence),
        );
      },
      30_000,
      500,
    );

    expect(told.container.name).toBe('job-1');
    expect(await exists('job-1', '/tmp/once')).toBe(true);
  });

  it(`runs nothing in ${tries} tries once it is enforced`, async () => {
    await mode('protect', '--enforce');
    await until(
      'the kernel enforces it',
      async () => {
        await signal('job-2', 'USR1');
        await until('it was tried', () => exists('job-2', '/tmp/once-done'));
        return (await findings()).some(
          ({ container, sentence }) => container.name === 'job-2' && /protect ended it/.test(sentence),
        );
      },
      30_000,
      500,
    );

    await signal('job-1', 'USR2');
    await until('all tries are over', () => exists('job-1', '/tmp/tried'), 120_000, 500);

    expect(await exists('job-1', '/tmp/proof')).toBe(false);
    const killed = await until('they are counted', async () =>
      (await findings()).find(({ sentence, count }) => /protect ended it/.test(sentence) && count >= tries / 10),
    );
    expect(killed.sentence).toContain('touch');
  }, 240_000);

  it('lets programs run again once it is back in monitor', async () => {
    await mode('monitor');
    await until(
      'it runs',
      async () => {
        await signal('job-2', 'USR1');
        return exists('job-2', '/tmp/once');
      },
      30_000,
      500,
    );
  });

  it('exports the baseline as a signed file, takes it in again, and refuses one that was altered', async () => {
    const file = join(folder, 'job.baseline.json');
    const exported = await plimsoll(dataDir, 'baseline', 'export', workload, '--output', file);
    expect(exported.code).toBe(0);
    expect((await plimsoll(dataDir, 'baseline', 'import', file)).code).toBe(0);

    const altered = join(folder, 'altered.json');
    writeFileSync(altered, readFileSync(file, 'utf8').replace(workload, 'docker/shop/other'));
    const refused = await plimsoll(dataDir, 'baseline', 'import', altered);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/signature/i);
  });
});
