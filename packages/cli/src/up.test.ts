/** `plimsoll up` as a process: what it says, how it ends, what it keeps. A script that writes recorded frames stands for the sensor. */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { BaselineView, Status, WorkloadPage } from '@plimsoll/api';
import { frameWriter } from '@plimsoll/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from './exit-code.ts';

const main = new URL('./main.ts', import.meta.url).pathname;
let folder: string;
let children: ChildProcessWithoutNullStreams[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-up-'));
  children = [];
});

afterEach(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Up {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: string[];
  readonly exited: Promise<number | null>;
  /** Resolves with the first line, past or to come, that matches. */
  says(pattern: RegExp): Promise<string>;
}

function env(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    PLIMSOLL_DATA_DIR: join(folder, 'data'),
    DOCKER_HOST: `unix://${folder}/none.sock`,
    // What is fetched from outside is no part of these tests.
    PLIMSOLL_SCAN: 'off',
  };
}

function up(...words: string[]): Up {
  const child = spawn(
    process.execPath,
    ['--conditions=source', main, 'up', '--port', '0', '--sensor', join(folder, 'sensor'), ...words],
    {
      env: env(),
    },
  );
  children.push(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const hear = (line: string) => {
    lines.push(line);
    for (const look of [...waiting]) look();
  };
  createInterface(child.stdout).on('line', hear);
  createInterface(child.stderr).on('line', hear);
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    lines,
    exited,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find((each) => pattern.test(each));
          if (line === undefined) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        look();
        exited.then(() => reject(new Error(`it ended without saying ${pattern}:\n${lines.join('\n')}`)));
      }),
  };
}

async function json(...words: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', main, ...words, '--json'], {
    env: env(),
  });
  return JSON.parse(stdout);
}

/** Frames of one container that starts a program again and again, then a sensor that lives on. */
function fakeSensor(): void {
  const frames = frameWriter();
  const bootNs = 100_000_000_000n;
  const realtimeOffsetNs = BigInt(Date.now()) * 1_000_000n - bootNs;
  const parts = [frames.at(bootNs).hello({ realtimeOffsetNs })];
  parts.push(frames.container({ cgroup: 77n, path: `/system.slice/docker-${'ab'.repeat(32)}.scope` }));
  for (let n = 0; n < 40; n++) {
    const process = { pid: 500 + n, ppid: 1, comm: 'worker', startNs: bootNs + BigInt(n) };
    frames.at(bootNs + BigInt(n) * 10_000_000n);
    parts.push(frames.exec(77n, { process, path: '/usr/bin/worker', args: ['worker', '--job'], parentComm: 'init' }));
    parts.push(frames.exit(77n, { process }));
  }
  writeFileSync(join(folder, 'frames'), Buffer.concat(parts));
  writeFileSync(join(folder, 'sensor'), `#!/bin/sh\ncat '${folder}/frames'\nexec sleep 1000\n`);
  chmodSync(join(folder, 'sensor'), 0o755);
}

describe('without a sensor, an engine or rights', () => {
  it('starts within 2 s, says what it cannot see and what to do, and is blind', async () => {
    const before = performance.now();
    const host = up();
    expect(await host.says(/./)).toMatch(/^Plimsoll \d+\.\d+\.\d+ is starting$/);
    expect(performance.now() - before).toBeLessThan(2000);
    await host.says(/blind {2}what containers do: There is no sensor/);
    await host.says(/blind {2}names, images and workloads/);
    const status = Status.parse(await json('status'));
    expect(status.state).toBe('blind');
    const check = promisify(execFile)(process.execPath, ['--conditions=source', main, 'status', '--check'], {
      env: env(),
    });
    await expect(check).rejects.toMatchObject({ code: 2 });
    expect(host.lines.join('\n')).not.toMatch(/all clear/i);
  });

  it('shows the token at the first start only, and a new one on request', async () => {
    const first = up();
    expect(await first.says(/^token/)).toMatch(/plm_/);
    const { token } = (await json('token', 'rotate')) as { token: string };
    expect(token).toMatch(/^plm_/);
    first.child.kill('SIGTERM');
    await first.exited;
    const second = up();
    expect(await second.says(/^token/)).toBe(
      'token    was shown at first start; `plimsoll token rotate` makes a new one',
    );
    expect(second.lines.join('\n')).not.toMatch(/plm_/);
  });
});

describe('one owner', () => {
  it('refuses a second one on the same data, with the pid of the first', async () => {
    const first = up();
    await first.says(/^token/);
    const second = up();
    expect(await second.exited).toBe(exitCodes.refused);
    expect(second.lines.join('\n')).toMatch(
      new RegExp(
        `Another Plimsoll \\(pid ${first.child.pid}\\) uses .*data\\n  Stop it first \\(kill ${first.child.pid}\\)`,
      ),
    );
    expect(first.child.exitCode).toBeNull();
  });

  it('says so when the port is taken, and leaves nothing behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const host = up('--port', String(port));
    expect(await host.exited).toBe(exitCodes.refused);
    expect(host.lines.join('\n')).toMatch(new RegExp(`cannot listen on 127.0.0.1:${port}[\\s\\S]*--port`));
    expect(existsSync(join(folder, 'data', 'plimsoll.sock'))).toBe(false);
    other.close();
    const again = up();
    await again.says(/^token/);
  });

  it('refuses a data directory that cannot be used', async () => {
    writeFileSync(join(folder, 'data'), 'a file');
    const host = up();
    expect(await host.exited).toBe(exitCodes.cannotSee);
    expect(host.lines.join('\n')).toMatch(/The data directory .* cannot be used/);
  });
});

describe('how it ends', () => {
  it('cleanly at SIGTERM: what was learned is in the database, which nothing else belongs to', async () => {
    fakeSensor();
    const host = up();
    await host.says(/sees {2}what containers do/);
    await host.says(/container .* runs/);
    host.child.kill('SIGTERM');
    expect(await host.exited).toBe(0);
    expect(host.lines.at(-1)).toBe('stopped; what was learned is kept');
    for (const name of ['plimsoll.sock', 'plimsoll.pid', 'plimsoll.db-wal'])
      expect(existsSync(join(folder, 'data', name))).toBe(false);
    rmSync(join(folder, 'sensor'));
    const again = up();
    await again.says(/^token/);
    const { items } = WorkloadPage.parse(await json('workloads'));
    expect(items).toHaveLength(1);
    expect(items[0]?.baselineVersion).toBeGreaterThan(0);
  });

  it('kill -9 and a restart keep what was learned', async () => {
    fakeSensor();
    const host = up();
    await host.says(/learning {2}/);
    const { items } = WorkloadPage.parse(await json('workloads'));
    const before = BaselineView.parse(await json('baseline', 'show', items[0]?.id ?? ''));
    expect(before.processes.map(({ executable }) => executable)).toContain('/usr/bin/worker');
    host.child.kill('SIGKILL');
    await host.exited;
    rmSync(join(folder, 'sensor'));
    const again = up();
    await again.says(/^token/);
    const after = BaselineView.parse(await json('baseline', 'show', items[0]?.id ?? ''));
    expect(after.version).toBeGreaterThanOrEqual(before.version);
    expect(after.processes).toEqual(before.processes);
  }, 40_000);
});

describe('record, replay, probe', () => {
  const cli = (...words: string[]) =>
    promisify(execFile)(process.execPath, ['--conditions=source', main, ...words], { env: env() });

  it('records a trace that replays; its findings can be held against a file', async () => {
    fakeSensor();
    const trace = join(folder, 'a.trace');
    const expected = join(folder, 'a.expected.json');
    const sensor = ['--sensor', join(folder, 'sensor')];
    const { stdout, stderr } = await cli('record', trace, '--seconds', '1', '--json', ...sensor);
    expect(JSON.parse(stdout)).toMatchObject({ file: trace, frames: 82, containers: 1, dropped: 0 });
    expect(stderr).toMatch(/recording into .* for 1 s\n82 frames of 1 container, .* in /);
    await expect(cli('record', trace, '--seconds', '1', ...sensor)).rejects.toMatchObject({ code: exitCodes.badFile });
    expect((await cli('replay', trace)).stderr).toMatch(/^82 frames, \d+ events, 1 workload, 0 findings\n$/);
    await cli('replay', trace, '--expect', expected, '--update');
    expect((await cli('replay', trace, '--expect', expected)).stderr).toMatch(/As expected\.\n$/);
    const wish = { detector: 'never-learned', workload: 'docker/web', severity: 'high', title: 'Mount' };
    writeFileSync(
      expected,
      JSON.stringify({ format: 'plimsoll-expected/1', learnUntil: 0, mode: 'discover', findings: [wish] }),
    );
    await expect(cli('replay', trace, '--expect', expected)).rejects.toMatchObject({
      code: exitCodes.gate,
      stderr: expect.stringMatching(
        /differ .* in 1 place\n {2}- docker\/web: high detection "Mount" \(never-learned\)\n$/,
      ),
    });
  });

  it('records nothing without a sensor, and says why', async () => {
    await expect(cli('record', join(folder, 'b.trace'), '--sensor', join(folder, 'none'))).rejects.toMatchObject({
      code: exitCodes.cannotSee,
      stderr: expect.stringMatching(/Nothing can be recorded here: There is no sensor/),
    });
  });

  it('probes: what the sensor says, and 3 where it cannot run', async () => {
    const file = join(folder, 'sensor');
    writeFileSync(file, '#!/bin/sh\necho \'{"btf": true, "lsm": {"able": false, "why": "not built in"}}\'\nexit 3\n');
    chmodSync(file, 0o755);
    await expect(cli('probe', '--sensor', file)).rejects.toMatchObject({
      code: exitCodes.cannotSee,
      stdout: 'The sensor cannot run here.\nbtf       yes\nlsm.able  no\nlsm.why   not built in\n',
    });
    await expect(cli('probe', '--sensor', join(folder, 'none'))).rejects.toMatchObject({ code: exitCodes.cannotSee });
  });
});

describe('a damaged database', () => {
  it('is refused with the reason and what to do, and left as it is', async () => {
    const first = up();
    await first.says(/^token/);
    first.child.kill('SIGTERM');
    await first.exited;
    writeFileSync(join(folder, 'data', 'plimsoll.db'), 'this is no database, although it was one once'.repeat(100));
    const second = up();
    expect(await second.exited).toBe(exitCodes.badFile);
    expect(second.lines.join('\n')).toMatch(/is damaged: it does not begin like an SQLite database/);
    const restore = promisify(execFile)(process.execPath, ['--conditions=source', main, 'db', 'restore'], {
      env: env(),
    });
    await expect(restore).rejects.toMatchObject({
      code: exitCodes.badFile,
      stderr: expect.stringMatching(/no usable backup/),
    });
  });
});
