/** What runs of an image, told by a real sensor on real containers: a program started, a library mapped, an archive held open. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { UsedFile } from '@plimsoll/api';
import { execIn, type FakeLink, importImage, runContainer, type TestEngine } from '@plimsoll/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Agent } from '../agent.ts';
import { mustRun, obstacle, startRealAgent, startTestEngine } from '../real-agent.fixture.ts';

const patience = { timeout: 30_000, interval: 100 };

if (mustRun) it('runs on real containers', () => expect.fail(`must run in CI, and ${obstacle}`));

describe.skipIf(obstacle !== undefined)(`use of images${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  let engine: TestEngine;
  let agent: Agent;
  let link: FakeLink;

  beforeAll(async () => {
    engine = await startTestEngine();
    await importImage(engine, 'dynamic:1', dynamicRoot());
    ({ agent, link } = startRealAgent(engine));
    await vi.waitFor(() => expect(agent.health()).toMatchObject({ sensor: 'running', engine: 'connected' }), patience);
  }, 90_000);
  afterAll(async () => {
    await agent?.stop();
    await engine?.stop();
  }, 60_000);

  const filesOf = (name: string): readonly UsedFile[] => {
    const image = link.runningNow().find(({ container }) => container.name === name)?.container.imageDigest;
    return link.usages.flatMap(({ files }) => files).filter((file) => file.image === image);
  };
  const told = (name: string) => filesOf(name).map(({ kind, path }) => `${kind} ${path}`);

  it('tells programs, libraries and archives by their path in the image, and since when it looked', async () => {
    await runContainer(engine, {
      name: 'dynamic',
      image: 'dynamic:1',
      command: ['/bin/busybox', 'sh', '-c', 'exec 3</app/lib/app.jar; /usr/bin/sleep 1000'],
    });
    await vi.waitFor(() => {
      expect(told('dynamic')).toEqual(
        expect.arrayContaining([
          'executed /bin/busybox',
          'executed /usr/bin/sleep',
          expect.stringMatching(/^loaded .*\/libc\.so\.6$/),
          expect.stringMatching(/^loaded .*\/ld-linux/),
          'loaded /app/lib/app.jar',
        ]),
      );
    }, patience);
    const [file] = filesOf('dynamic');
    const watched = link.usages.flatMap((usage) => usage.watched).filter(({ image }) => image === file?.image);
    expect(watched[0]?.workload).toBe(file?.workload);
    expect(watched[0]?.since).toBeLessThanOrEqual(Date.now());
  }, 60_000);

  it('tells what is started later, and nothing that was brought in or mounted over the image', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'plim-bind-'));
    cpSync(busybox(), join(outside, 'tool'));
    const id = await runContainer(engine, {
      name: 'later',
      image: 'box:1',
      command: ['sleep', '1000'],
      binds: [`${outside}:/mnt/tools:ro`],
    });
    await vi.waitFor(() => expect(told('later')).toContain('executed /bin/busybox'), patience);
    await execIn(engine, id, ['/bin/busybox', 'cp', '/bin/busybox', '/tmp/dropped']);
    await execIn(engine, id, ['/tmp/dropped', 'true']);
    await execIn(engine, id, ['/mnt/tools/tool', 'true']);
    await runContainer(engine, { name: 'other', image: 'dynamic:1', command: ['/usr/bin/sleep', '1000'] });
    await vi.waitFor(() => expect(told('other')).toContain('executed /usr/bin/sleep'), patience);
    expect(told('later').filter((file) => /dropped|tools/.test(file))).toEqual([]);
    rmSync(outside, { recursive: true, force: true });
  }, 90_000);
});

function busybox(): string {
  return existsSync('/bin/busybox') ? '/bin/busybox' : '/usr/bin/busybox';
}

/** A program of this host with the libraries it is linked with, where they are here. */
function dynamicRoot(): Buffer {
  const tree = mkdtempSync(join(tmpdir(), 'plimsoll-dynamic-'));
  try {
    const libraries = execFileSync('ldd', ['/usr/bin/sleep'], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const path of ['/usr/bin/sleep', ...libraries]) copyTo(tree, path, realpathSync(path));
    copyTo(tree, '/bin/busybox', realpathSync(busybox()));
    mkdirSync(join(tree, 'app/lib'), { recursive: true });
    writeFileSync(join(tree, 'app/lib/app.jar'), 'PK');
    return execFileSync('tar', ['--owner=0', '--group=0', '-C', tree, '-cf', '-', '.'], {
      maxBuffer: 64 * 1024 * 1024,
    });
  } finally {
    rmSync(tree, { recursive: true });
  }
}

function copyTo(tree: string, path: string, from: string): void {
  mkdirSync(join(tree, dirname(path)), { recursive: true });
  cpSync(from, join(tree, path));
}
