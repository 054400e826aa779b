/** The command as its user starts it, over a small SBOM and a folder: no network, no engine. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderers, scanReportSchema } from '@plimsoll/scan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleReport } from '../../../scan/src/output/report.fixture.ts';
import { exitCodes } from '../exit-code.ts';
import { asHost, asPlatform } from '../input/scan-parse.ts';
import { printable } from '../ui/printable.ts';
import { createStyle } from '../ui/style.ts';
import { explainFindings } from './explain-finding.ts';
import { exitOf } from './gate.ts';
import { asFormat, checkFormats, formatIds } from './output-format.ts';
import { cacheFolder } from './places.ts';
import { readPassword, registryOptions } from './registry-access.ts';
import { writeReport } from './write-report.ts';

const main = new URL('../main.ts', import.meta.url).pathname;
let folder: string;
const options = {
  tool: { name: 'plimsoll', version: '1' },
  showSuppressed: false,
  showHidden: false,
  verdict: undefined,
  commit: undefined,
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-scan-'));
  const components = [
    { type: 'library', name: 'lodash', purl: 'pkg:npm/lodash@4.17.4', licenses: [{ license: { id: 'GPL-3.0-only' } }] },
  ];
  writeFileSync(join(folder, 'bom.json'), JSON.stringify({ bomFormat: 'CycloneDX', components }));
  mkdirSync(join(folder, 'root/etc'), { recursive: true });
  mkdirSync(join(folder, 'root/app/node_modules/left'), { recursive: true });
  writeFileSync(join(folder, 'root/etc/os-release'), 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n');
  writeFileSync(join(folder, 'root/app/node_modules/left/package.json'), '{"name":"left","version":"1.0.0"}');
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(folder, 'root/app/key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, HOME: folder, TZ: 'UTC', PLIMSOLL_ADVISORIES: join(folder, 'none') };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=source', main, 'scan', ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

it('reports what it can without advisories, says so, and ends as partial', async () => {
  const { code, out, err } = await run(`sbom:${join(folder, 'bom.json')}`);
  expect(code).toBe(exitCodes.partial);
  expect(err).toContain('There is no advisory database');
  expect(err).toContain('plimsoll advisories update');
  expect(out).toContain('1 package');
  expect((await run(`sbom:${join(folder, 'bom.json')}`, '--allow-partial')).code).toBe(exitCodes.ok);
});

it('takes --vex-unverified only with what lies beside the image', async () => {
  const { code, err } = await run(`sbom:${join(folder, 'bom.json')}`, '--vex-unverified');
  expect(code).toBe(exitCodes.usage);
  expect(err).toContain('--vex-unverified goes with --vex referrers');
  const both = await run(
    `sbom:${join(folder, 'bom.json')}`,
    '--vex',
    'referrers',
    '--vex-unverified',
    '--allow-partial',
  );
  expect(both.code).toBe(exitCodes.ok);
});

it('says of what cannot be opened why, and what to do, and nothing of advisories', async () => {
  for (const target of [
    `dir:${join(folder, 'nowhere')}`,
    `sbom:${join(folder, 'no.json')}`,
    join(folder, 'none.tar'),
  ]) {
    const { code, out, err } = await run(target);
    expect(code).toBe(exitCodes.badFile);
    expect(out).toBe('');
    expect(err).toMatch(/ does not exist\.\n {2}Check the path: /);
    expect(err).not.toMatch(/ENOENT|advisor/);
  }
});

it('explains in lines that none of what it explains can begin', async () => {
  const words = '::error::forged ##[command]forged '.repeat(20);
  const hostile = (key: string, value: unknown): unknown =>
    typeof value === 'string' && !['kind', 'severity', 'status', 'verdict', 'state', 'by', 'origin'].includes(key)
      ? `\n::error::${value}\r\u2028\u001b[2J${words}`
      : value;
  const findings = JSON.parse(JSON.stringify(sampleReport.findings), hostile) as typeof sampleReport.findings;
  for (const width of [undefined, 40, 100])
    for (const finding of findings) {
      const report = { ...sampleReport, findings: [finding] };
      const lines = explainFindings(report, finding.key, { style: createStyle(false), width });
      expect(lines.length).toBeGreaterThan(3);
      for (const line of lines) {
        expect(line).toMatch(/^([a-zE][a-z PS]+|\|) /);
        expect(line).not.toMatch(/^\s*(::|##)/);
        expect(line).toBe(printable(line));
      }
    }
});

it('fails a gate before it is partial', async () => {
  const { code, out } = await run(
    `sbom:${join(folder, 'bom.json')}`,
    '--fail-on',
    'kev',
    '--fail-on',
    'licence=GPL-3.0-only',
  );
  expect(code).toBe(exitCodes.gate);
  expect(out).toContain('1 package broke "licence=GPL-3.0-only": lodash (GPL-3.0-only)');
});

it('writes several reports of one scan', async () => {
  const files = Object.fromEntries(['json', 'sarif', 'cyclonedx'].map((id) => [id, join(folder, `report.${id}`)]));
  const formats = Object.entries(files).flatMap(([id, file]) => ['--format', `${id}=${file}`]);
  const { code, out } = await run(`dir:${join(folder, 'root')}`, ...formats, '--only', 'secrets,misconfigurations');
  expect(code).toBe(exitCodes.ok);
  expect(out).toBe('');
  const report = scanReportSchema.parse(JSON.parse(readFileSync(files.json!, 'utf8')));
  expect(report.packages.map(({ name }) => name)).toContain('left');
  expect(report.findings.map(({ kind }) => kind)).toContain('secret');
  expect(JSON.parse(readFileSync(files.sarif!, 'utf8')).version).toBe('2.1.0');
  const [, line = ''] = readFileSync(join(folder, 'root/app/key.pem'), 'utf8').split('\n');
  expect(readFileSync(files.json!, 'utf8')).not.toContain(line);
});

it('lets an exception pass the gate, and says which', async () => {
  const file = join(folder, 'exceptions.yaml');
  const head = 'schema: plimsoll-exceptions/1\nexceptions:\n';
  writeFileSync(
    file,
    `${head}  - { name: test-key, kind: secret, scope: { path: app/* }, reason: made up, owner: us, never: true }\n`,
  );
  const words = [`dir:${join(folder, 'root')}`, '--only', 'secrets', '--fail-on', 'secrets'];
  expect((await run(...words)).code).toBe(exitCodes.gate);
  const { code, out } = await run(...words, '--exceptions', file, '--format', 'json');
  expect(code).toBe(exitCodes.ok);
  const { findings } = scanReportSchema.parse(JSON.parse(out));
  expect(findings.map(({ suppressed }) => suppressed?.source)).toEqual(['test-key']);
});

it('writes into what is no file, and leaves it there', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const read = readFile(pipe, 'utf8');
  const report = { ...sampleReport, packages: [], findings: [] };
  await writeReport(report, { id: 'table', file: pipe }, { renderers, options }, { out: undefined as never });
  expect(await read).toContain('registry.example/shop/web:1.4');
  expect((await stat(pipe)).isFIFO()).toBe(true);
});

it('leaves nothing behind of a report that could not be written', async () => {
  const file = join(folder, 'github.json');
  const failing = writeReport(
    sampleReport,
    { id: 'github', file },
    { renderers, options },
    { out: undefined as never },
  );
  await expect(failing).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
  expect((await readdir(folder)).filter((name) => name.startsWith('github.json'))).toEqual([]);
});

describe('refuses', () => {
  it.each([
    [['--format', 'json', '--format', 'sarif'], /cannot both go to standard output/],
    [['--fail-on', 'hihg'], /"hihg" is no condition/],
    [['--trust-root', 'x'], /belong together/],
    [['--format', 'json=one', '--format', 'sarif=./one'], /json and sarif cannot both go to/],
    [['--format', 'json', '--output', 'one', '--format', 'sarif=one'], /cannot both go to/],
    [['--policy', '/dev/zero'], /it has more than \d+ bytes/],
    [['--platform', 'linux'], /is no platform/],
    [['--ca', import.meta.filename.replace(/scan\.test\.ts$/, 'salt.ts')], /no certificate in it/],
  ])('%j', async (words, message) => {
    const { code, err } = await run(`sbom:${join(folder, 'bom.json')}`, ...words);
    expect(err).toMatch(message);
    expect([exitCodes.usage, exitCodes.badFile]).toContain(code);
  });

  it.each([
    ['a folder that is not there', '/no/such/folder/x.sarif', /ENOENT/],
    ['a folder', '/', /it is a folder/],
    ['a path below a file', join(import.meta.filename, 'x'), /is no folder/],
  ])('to write into %s, before it scans', async (_, file, message) => {
    const { code, err } = await run(`sbom:${join(folder, 'bom.json')}`, '--format', `sarif=${file}`);
    expect(code).toBe(exitCodes.badFile);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/Scanning|\.part/);
  });
});

it('says of all that could not be looked at what it was and what to do', async () => {
  const tree = join(folder, 'broken');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    mkdirSync(join(tree, name), { recursive: true });
    writeFileSync(join(tree, name, 'package-lock.json'), '{"lockfileVersion":3,');
  }
  const { code, err } = await run(`dir:${tree}`, '--format', 'json');
  expect(code).toBe(exitCodes.partial);
  expect(err.match(/^partial {2}.*package-lock\.json/gm)).toHaveLength(5);
  expect(err).toContain('and 2 more');
  expect(err.match(/Packages are missing from the report/g)).toHaveLength(1);
  expect((await run(`dir:${tree}`)).out).toContain('Packages are missing from the report');
});

it('scans also where nothing can be kept, and says so', async () => {
  const env = { PATH: process.env.PATH, XDG_CACHE_HOME: join(folder, 'bom.json'), PLIMSOLL_ADVISORIES: '/none' };
  const words = ['--conditions=source', main, 'scan', `dir:${join(folder, 'root')}`, '--allow-partial'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { env, encoding: 'utf8' });
  expect(status).toBe(exitCodes.ok);
  expect(stdout).toContain('1 secret,');
  expect(stderr).toMatch(/Nothing can be kept for the next scan: ENOTDIR.*\n.*XDG_CACHE_HOME/);
});

it('keeps what it knows in a home, and never in the folder it was started in', () => {
  expect(cacheFolder({ HOME: '/home/a' })).toBe('/home/a/.cache/plimsoll');
  expect(cacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: '/c' })).toBe('/c/plimsoll');
  for (const HOME of ['', 'relative', undefined]) expect(cacheFolder({ HOME, XDG_CACHE_HOME: 'x' })).toMatch(/^\//);
});

it('knows every format there is', () => {
  expect([...formatIds].sort()).toEqual(['table', ...renderers.map(({ id }) => id)].sort());
  expect(asFormat('sarif=a=b')).toEqual({ id: 'sarif', file: 'a=b' });
  expect(() => asFormat('sarif=')).toThrow(/names no file/);
  expect(checkFormats([], 'x')).toEqual([{ id: 'table', file: 'x' }]);
});

it('gives a password to the registry it is for and to no other', async () => {
  const password = await readPassword(
    (async function* () {
      yield Buffer.from('s3cret\n');
    })(),
  );
  const access = {
    insecure: [],
    mirrors: [
      { host: 'docker.io', mirror: 'mirror.example' },
      { host: 'docker.io', mirror: 'other.example' },
    ],
    ca: undefined,
    username: 'a',
    password,
    env: { HOME: folder },
  };
  const { credentials, mirrors } = await registryOptions(access, 'registry.example');
  expect(mirrors).toEqual({ 'docker.io': ['mirror.example', 'other.example'] });
  expect(await credentials('registry.example')).toEqual({ kind: 'basic', user: 'a', password: 's3cret' });
  expect(await credentials('evil.example')).toBeUndefined();
});

it('takes platforms and hosts for what they are, and nothing else', () => {
  expect(asPlatform('linux/arm/v7')).toEqual({ os: 'linux', architecture: 'arm', variant: 'v7' });
  for (const text of ['amd64', 'linux/', 'linux/a/b/c', 'linux/amd64;x'])
    expect(() => asPlatform(text)).toThrow(/no platform/);
  expect(asHost('[::1]:5000')).toBe('[::1]:5000');
  for (const text of ['http://x', 'a/b', '']) expect(() => asHost(text)).toThrow(/no host/);
});

it.each([
  [{ verdict: undefined, signed: undefined, complete: true, allowPartial: false }, exitCodes.ok],
  [{ verdict: undefined, signed: undefined, complete: false, allowPartial: false }, exitCodes.partial],
  [{ verdict: undefined, signed: undefined, complete: false, allowPartial: true }, exitCodes.ok],
  [{ verdict: undefined, signed: false, complete: true, allowPartial: true }, exitCodes.gate],
])('ends %j with %i', (state, code) => {
  expect(exitOf(state)).toBe(code);
});
