/** The real command as a child process, against a real server with a past, over its Unix socket. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  BaselineView,
  Explained,
  Finding,
  FindingPage,
  ImageFindingPage,
  ImagePage,
  ImageView,
  SignedBaseline,
  Status,
  WorkloadPage,
  WorkloadSummary,
} from '@plimsoll/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from './exit-code.ts';

const root = new URL('../../../', import.meta.url).pathname;
const main = join(root, 'packages/cli/src/main.ts');
let server: ChildProcessWithoutNullStreams;
let dataDir: string;
let folder: string;
let access: { readonly url: string; readonly token: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-cli-'));
  server = spawn(process.execPath, ['--conditions=source', join(root, 'packages/testkit/src/seeded-server.ts')]);
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const told = JSON.parse(line) as { socket: string; url: string; token: string };
  dataDir = dirname(told.socket);
  access = told;
  // The server promotes what is ready by itself: the texts below are of the time after that.
  for (let tries = 0; tries < 50; tries++) {
    const { out } = await run(['workload', 'docker/shop/web', '--json']);
    if (WorkloadSummary.parse(JSON.parse(out)).mode === 'monitor') return;
  }
  throw new Error('docker/shop/web was not promoted');
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  server.kill('SIGTERM');
  await once(server, 'exit');
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function start(words: readonly string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--conditions=source', main, ...words], {
    env: { PATH: process.env.PATH, HOME: folder, TZ: 'UTC', PLIMSOLL_DATA_DIR: dataDir, ...env },
  });
}

async function run(words: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = start(words, env);
  child.stdin.end();
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

const ids = async () =>
  FindingPage.parse(JSON.parse((await run(['findings', '--json'])).out)).items.map(({ id }) => id);

describe('what people read', () => {
  it.each([
    [['status'], ['open findings in', 'workloads ', 'node     this host', 'sensor   running for 9 d', 'lost ']],
    [['workloads'], ['WORKLOAD ', 'docker/shop/web', 'monitor', 'ready', 'docker/shop/database', 'discover']],
    [
      ['workload', 'api'],
      ['docker/shop/api', 'not ready yet', 'missing', 'shop-api-1'],
    ],
    [
      ['baseline', 'show', 'shop/web', '--top', '1'],
      ['/usr/sbin/nginx', 'trusted', '… and 1 process more'],
    ],
    [
      ['findings', '--severity', 'critical', '--text', 'xmrig'],
      ['xmrig', '(docker/shop/web)'],
    ],
  ] as const)('%j', async (words, parts) => {
    const { out, err, code } = await run(words);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    for (const part of parts) expect(out).toContain(part);
  });

  it('fits the terminal, and is whole in a pipe', async () => {
    const narrow = (await run(['findings', '--workload', 'web'], { COLUMNS: '80' })).out;
    for (const line of narrow.trimEnd().split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
    expect(narrow).toContain('…');
    expect((await run(['findings', '--workload', 'web'])).out).not.toContain('…');
  });

  it('images: what matters most first, filtered, page after page', async () => {
    const all = ImagePage.parse(JSON.parse((await run(['images', '--json'])).out));
    expect(all.total).toBeGreaterThan(3);
    const { code, out } = await run(['images']);
    expect(code).toBe(exitCodes.ok);
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^WORST +IMAGE +BESIDES +IN USE +EXPLOITED +EPSS +CRITICAL +HIGH +RUNNING +SCANNED$/);
    expect(rows).toHaveLength(all.total);
    for (const [index, { name }] of all.items.entries()) expect(rows[index]).toContain(name);
    const seen: string[] = [];
    for (let cursor: string | null = '', words = ['images', 'list', '--json', '--limit', '2']; cursor !== null; ) {
      const page = ImagePage.parse(JSON.parse((await run(cursor === '' ? words : [...words, '--cursor', cursor])).out));
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual(all.items.map(({ id }) => id));
    const running = ImagePage.parse(JSON.parse((await run(['images', '--running', '--json'])).out));
    expect(running.items.every(({ containers }) => containers > 0)).toBe(true);
    expect(running.total).toBeLessThan(all.total);
    expect((await run(['images', '--text', 'no such image'])).err).toContain('No images match');
    expect((await run(['images', '--limit', '1'])).err).toMatch(/1 of \d+ images shown.*--cursor \S+/);
  });

  it('images show: by name, by its end, by digest', async () => {
    const { items } = ImagePage.parse(JSON.parse((await run(['images', '--running', '--json'])).out));
    const [image] = items;
    if (image === undefined) throw new Error('nothing runs');
    const { code, out } = await run(['images', 'show', image.name]);
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/^image +\S/);
    expect(out).toContain(image.digest ?? image.id);
    expect(out).toMatch(/^SEVERITY +WHAT +IN +FIXED IN +SIGNS$/m);
    for (const typed of [image.name.split('/').at(-1) ?? '', image.id, image.id.slice(7, 17)])
      expect((await run(['images', 'show', typed])).out).toBe(out);
    const json = JSON.parse((await run(['images', 'show', image.id, '--json', '--limit', '1'])).out);
    expect(ImageView.parse(json).summary.id).toBe(image.id);
    expect(ImageFindingPage.parse(json.findings).items).toHaveLength(1);
    expect(await run(['images', 'show', 'nowhere/none:1'])).toMatchObject({
      code: exitCodes.notFound,
      err: expect.stringContaining('There is no image "nowhere/none:1"'),
    });
  });

  it('explains: the sentence, expected against observed, contributions as bars, the chain', async () => {
    const page = FindingPage.parse(JSON.parse((await run(['findings', '--text', 'openssl', '--json'])).out));
    const [finding] = page.items;
    const { out } = await run(['explain', finding?.id ?? '']);
    for (const part of [
      finding?.sentence ?? '',
      'expected',
      'seen instead',
      'surprise: ',
      '█',
      'what the baseline knew',
      'chain, ',
      'evidence',
    ]) {
      expect(out.replaceAll('\n', ' ')).toContain(part);
    }
  });

  it('colours only where it is asked to', async () => {
    expect((await run(['status'])).out).not.toContain('\u001b');
    expect((await run(['status'], { FORCE_COLOR: '1' })).out).toContain('\u001b[');
    expect((await run(['status'], { FORCE_COLOR: '1', NO_COLOR: '1' })).out).not.toContain('\u001b');
  });
});

describe('what programs read parses with the schemas of the API', () => {
  it.each([
    [['status', '--json'], Status],
    [['workloads', '--json'], WorkloadPage],
    [['workload', 'web', '--json'], WorkloadSummary],
    [['baseline', 'show', 'web', '--json'], BaselineView],
    [['baseline', 'export', 'web'], SignedBaseline],
    [['findings', '--state', 'open,expected', '--since', '2h', '--json'], FindingPage],
  ] as const)('%j', async (words, schema) => {
    const { out, code, err } = await run(words);
    expect(err).toBe('');
    expect(code).toBe(0);
    schema.parse(JSON.parse(out));
  });

  it('explain --json', async () => {
    const [id = ''] = await ids();
    expect(Explained.parse(JSON.parse((await run(['explain', id, '--json'])).out)).finding.id).toBe(id);
  });

  it('findings --follow --json: one finding a line, until it is interrupted', async () => {
    const child = start(['findings', '--follow', '--json', '--limit', '3']);
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      lines.push(line);
      if (lines.length === 3) break;
    }
    for (const line of lines) Finding.parse(JSON.parse(line));
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([exitCodes.ok, null]);
  });

  it('a server elsewhere, by URL with the token from a file or the environment', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, `${access.token}\n`);
    expect((await run(['status', '--json', '--server', access.url, '--token-file', file])).code).toBe(0);
    expect((await run(['status', '--json', '--server', access.url], { PLIMSOLL_TOKEN: access.token })).code).toBe(0);
    const wrong = await run(['status', '--server', access.url], { PLIMSOLL_TOKEN: 'wrong' });
    expect(wrong).toMatchObject({ code: exitCodes.cannotSee, out: '' });
    expect(wrong.err).toMatch(/does not accept this token\n {2}Put the token into a file/);
  });
});

describe('what changes', () => {
  it('a finding goes through its states', async () => {
    const id = (await ids()).at(-1) ?? '';
    expect((await run(['finding', 'acknowledge', id, '--reason', 'looking'])).out).toMatch(/is acknowledged/);
    expect((await run(['finding', 'resolve', id, '--reason', 'done'])).out).toMatch(/is resolved/);
    expect((await run(['finding', 'reopen', id, '--reason', 'not done'])).out).toMatch(/is open again/);
    const changed = await run(['finding', 'expect', id, '--reason', 'ours', '--json']);
    expect(Finding.parse(JSON.parse(changed.out))).toMatchObject({ id, state: 'expected' });
  });

  it('a finding is resolved with what it turned out to be, and found by that', async () => {
    const id = (await ids()).at(-1) ?? '';
    const resolved = await run(['finding', 'resolve', id, '--verdict', 'harmless', '--reason', 'a drill']);
    expect(resolved.out).toMatch(/is resolved as harmless/);
    const found = await run(['findings', '--state', 'resolved', '--verdict', 'harmless', '--json']);
    expect(FindingPage.parse(JSON.parse(found.out)).items.map((each) => each.id)).toEqual([id]);
    expect((await run(['finding', 'resolve', id, '--verdict', 'maybe', '--reason', 'x'])).code).toBe(exitCodes.usage);
    await run(['finding', 'reopen', id, '--reason', 'not done']);
  });

  it('what was learned once is trusted, rejected, and learned again', async () => {
    const learned = async () =>
      BaselineView.parse(JSON.parse((await run(['baseline', 'show', 'api', '--json'])).out)).processes;
    const before = await learned();
    const good = before.find(({ trust }) => trust === 'probationary')?.executable ?? '';
    const bad = before.find(({ executable }) => executable !== good)?.executable ?? '';
    expect((await run(['baseline', 'trust', 'api', good, '--reason', 'ours'])).out).toMatch(/is trusted/);
    for (const { executable, trust } of await learned()) if (executable === good) expect(trust).toBe('trusted');
    expect(await run(['baseline', 'reject', 'api', bad, '--reason', 'not ours'])).toMatchObject({
      err: '',
      out: expect.stringContaining('is forgotten'),
    });
    expect((await learned()).some(({ executable }) => executable === bad)).toBe(false);
    expect((await run(['baseline', 'show', 'api'])).out).toMatch(new RegExp(`rejected +${bad}`));
    expect((await run(['baseline', 'relearn', 'api', bad, '--reason', 'ours after all'])).out).toMatch(
      /when it is seen/,
    );
    const never = await run(['baseline', 'trust', 'api', '/usr/bin/never', '--reason', 'x']);
    expect(never).toMatchObject({ code: exitCodes.notFound, out: '' });
    expect(never.err).toMatch(/No program or system call "\/usr\/bin\/never" was learned once/);
  });

  it('a mode is changed, and refused while the baseline is not ready', async () => {
    const refused = await run(['mode', 'database', 'monitor']);
    expect(refused.code).toBe(exitCodes.refused);
    expect(refused.err).toMatch(/not ready/);
    const declared = await run(['mode', 'database', 'monitor', '--declare-ready', '--reason', 'a test', '--json']);
    expect(WorkloadSummary.parse(JSON.parse(declared.out))).toMatchObject({ mode: 'monitor', declaredReady: true });
    expect((await run(['mode', 'web', 'monitor', '--enforce'])).code).toBe(exitCodes.usage);
  });

  it('a baseline goes out to a file and comes back; one that was touched is refused', async () => {
    const file = join(folder, 'web.baseline.json');
    expect((await run(['baseline', 'export', 'web', '--output', file])).code).toBe(0);
    expect((await run(['baseline', 'export', 'web', '--output', file])).code).toBe(exitCodes.badFile);
    expect((await run(['baseline', 'import', file, '--workload', 'docker/shop/copy'])).out).toMatch(
      /docker\/shop\/copy has baseline/,
    );
    const signed = JSON.parse(readFileSync(file, 'utf8')) as { version: number };
    writeFileSync(file, JSON.stringify({ ...signed, version: signed.version + 1 }));
    const touched = await run(['baseline', 'import', file]);
    expect(touched).toMatchObject({ code: exitCodes.badFile, out: '' });
    expect(touched.err).toMatch(/signature/);
    writeFileSync(file, '{"format":');
    expect(await run(['baseline', 'import', file])).toMatchObject({ code: exitCodes.badFile });
  });
});

describe('what is left out', () => {
  it('is neither listed nor counted', async () => {
    const list = async (...flags: string[]) =>
      FindingPage.parse(JSON.parse((await run(['findings', '--json', ...flags])).out)).items;
    const all = (await list()).filter((one) => one.kind === 'detection');
    const [first] = all;
    const rest = await list('--not-detector', first?.detector ?? '', '--not-workload', 'api');
    expect(rest.length).toBeLessThan(all.length);
    for (const { detector, workload } of rest) {
      expect([detector, workload]).not.toContain(first?.detector);
      expect(workload).not.toBe('docker/shop/api');
    }
    const only = await list('--technique', first?.technique?.id ?? '');
    const techniques = only.map((one) => (one.kind === 'detection' ? one.technique?.id : 'none'));
    expect(new Set(techniques)).toEqual(new Set([first?.technique?.id]));
  });
});

describe('what goes wrong', () => {
  it('is a gate where one was asked for', async () => {
    expect((await run(['status', '--check'])).code).toBe(exitCodes.gate);
  });

  it.each([
    [['statsu'], /unknown command 'statsu'\n\(Did you mean status\?\)/],
    [['status', '--jsn'], /unknown option '--jsn'/],
    [['findings', '--severity', 'grave'], /--severity: "grave" is not known here\n {2}Give one of: low/],
    [['findings', '--since', 'yesterday'], /"yesterday" is not a moment/],
    [['findings', '--limit', '0'], /not a whole number in range/],
    [['workloads', '--mode', 'x'], /"x" is not known here/],
    [['workload'], /missing required argument 'workload'/],
    [['workload', 'a', 'b'], /too many arguments/],
    [['mode', 'web', 'sleep'], /"sleep" is not known here/],
    [['explain'], /missing required argument 'finding'/],
    [['finding', 'expect', 'x'], /required option '--reason <text>' not specified/],
    [['finding', 'exepct', 'x'], /unknown command 'exepct'/],
    [['baseline', 'show'], /missing required argument/],
    [['baseline', 'import'], /missing required argument/],
    [['record', 'x', '--seconds', '0'], /--seconds: "0"/],
    [['replay', 'x', '--learn-until', '50'], /--learn-until: "50" is not a share/],
    [['replay', 'x', '--update'], /--update needs --expect/],
    [['completion', 'tcsh'], /"tcsh" is not known here/],
    [['config', 'explain', '--port', 'many'], /listen.port from --port: "many"/],
    [['probe', '--config', '/nowhere.yaml'], /cannot be read/],
    [['up', '--port', '99999'], /listen.port from --port: "99999"/],
    [['status', '--server', 'nowhere'], /no server address/],
  ] as const)('%j is a usage error', async (words, message) => {
    const { code, out, err } = await run(words, { PLIMSOLL_TOKEN: 'x' });
    expect(err).toMatch(message);
    expect(code).toBe(exitCodes.usage);
    expect(words[0] === 'up' ? '' : out).toBe('');
  });

  it.each([
    [['workload', 'nothing-like-it'], /There is no workload "nothing-like-it"\n {2}`plimsoll workloads` lists them/],
    [['workload', 'docker/shop'], /is the beginning of \d+ workloads: docker/],
    [['explain', 'nothing'], /There is no finding "nothing"/],
    [['explain', '../../etc'], /There is no finding/],
    [['explain', 'seed-0000'], /is the beginning of \d+ findings/],
  ] as const)('%j is not found', async (words, message) => {
    const { code, err } = await run(words);
    expect(err).toMatch(message);
    expect(code).toBe(exitCodes.notFound);
  });

  it('no server: says where it looked and what to do', async () => {
    const { code, err, out } = await run(['status'], { PLIMSOLL_DATA_DIR: folder });
    expect({ code, out }).toEqual({ code: exitCodes.unreachable, out: '' });
    expect(err).toContain(`plimsoll: No Plimsoll runs here: there is no socket ${folder}/plimsoll.sock\n  `);
    expect(err).toMatch(/plimsoll up/);
  });

  it('something else on the port', async () => {
    const { createServer } = await import('node:http');
    const other = createServer((_, answer) => answer.end('<html>')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, err } = await run(['status', '--server', `http://127.0.0.1:${port}`], { PLIMSOLL_TOKEN: 'x' });
    other.close();
    expect(code).toBe(exitCodes.unreachable);
    expect(err).toMatch(/not what this version expects/);
  });

  it('files that are not traces', async () => {
    const file = join(folder, 'no.trace');
    expect((await run(['replay', join(folder, 'none')])).code).toBe(exitCodes.badFile);
    writeFileSync(file, 'x'.repeat(100));
    const { code, err } = await run(['replay', file]);
    expect(code).toBe(exitCodes.badFile);
    expect(err).toMatch(/is not a trace/);
  });

  it('says so when what it prints cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, ['--conditions=source', main, 'completion', 'bash'], {
      stdio: ['ignore', full, 'pipe'],
      env: { PATH: process.env.PATH, HOME: folder },
    });
    closeSync(full);
    const [err, [code]] = await Promise.all([text(child.stderr as Readable), once(child, 'close')]);
    expect(err).toMatch(/^plimsoll: the output cannot be written: .*no space/);
    expect(code).toBe(exitCodes.badFile);
  });

  it('a reader that goes away is no error', async () => {
    for (const words of [
      ['findings', '--json'],
      ['findings', '--follow', '--json'],
      ['completion', 'bash'],
    ]) {
      const child = start(words);
      let err = '';
      child.stderr.on('data', (text) => {
        err += text;
      });
      child.stdout.destroy();
      expect(await once(child, 'close')).toEqual([0, null]);
      expect(err).toBe('');
    }
  });
});

it('starts quickly: --version within 150 ms at best of five', async () => {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = performance.now();
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    times.push(performance.now() - before);
  }
  expect(Math.min(...times)).toBeLessThan(150);
});
