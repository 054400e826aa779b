import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EpochMs } from '@plimsoll/core';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogers } from '../catalog/registry.ts';
import type { Analyzer } from '../facts/analyzer.ts';
import { analyzerSet } from '../facts/analyzer-set.ts';
import { nothingKnown } from '../facts/base-image-known.ts';
import { createFactFolder } from '../facts/fact-folder.ts';
import { createMemoryFacts } from '../facts/memory-facts.ts';
import { fakeAdvisories } from '../match/advisories.fixture.ts';
import { createSecretAnalyzer } from '../secret/analyzer.ts';
import { builtInSecretRules } from '../secret/rules/registry.ts';
import { checked } from '../secret/token.fixture.ts';
import { createScanner } from './create-scanner.ts';
import { ociLayout } from './oci-layout.fixture.ts';
import type { ScanOptions, ScanProgress } from './scanner.ts';

const now = Date.UTC(2026, 10, 23) as EpochMs;
const scratch = mkdtempSync(join(tmpdir(), 'plimsoll-scan-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const secrets = { salt: 'pepper', rules: builtInSecretRules };
const set = analyzerSet([...catalogers, createSecretAnalyzer(secrets)]);

function scanner(facts = createMemoryFacts()) {
  return createScanner({ facts, set, now: () => now, knownImages: nothingKnown, secrets });
}

const options: ScanOptions = {
  platform: undefined,
  registry: {
    insecure: [],
    ca: undefined,
    mirrors: {},
    credentials: async () => undefined,
    clientCertificate: () => undefined,
    concurrency: 2,
  },
  signal: new AbortController().signal,
  surroundings: { database: undefined, suppressors: [], uses: undefined, norm: undefined },
  afresh: false,
  onProgress: undefined,
};

const status = `Package: openssl
Status: install ok installed
Maintainer: Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>
Architecture: amd64
Version: 3.0.11-1~deb12u1
`;
const release = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';
const token = checked(['gh', 'p_'].join(''));

describe('a scanner', () => {
  it('reads each layer once, and judges again without reading any', async () => {
    const layout = ociLayout(join(scratch, 'two'), [
      { 'etc/os-release': release, 'var/lib/dpkg/status': status },
      {
        'app/package-lock.json': JSON.stringify({
          lockfileVersion: 3,
          packages: { 'node_modules/left-pad': { version: '1.3.0' } },
        }),
      },
    ]);
    const facts = createMemoryFacts();
    const progress: ScanProgress[] = [];
    const first = await scanner(facts).scan(`oci:${layout}`, { ...options, onProgress: (step) => progress.push(step) });
    expect(first.report.packages.map(({ purl }) => purl.split('?')[0])).toEqual([
      'pkg:deb/debian/openssl@3.0.11-1~deb12u1',
      'pkg:npm/left-pad@1.3.0',
    ]);
    expect(first.report.image.os).toMatchObject({ id: 'debian', version: '12' });
    expect(progress.at(-1)).toMatchObject({ phase: 'judging' });

    const again: ScanProgress[] = [];
    await scanner(facts).scan(`oci:${layout}`, { ...options, onProgress: (step) => again.push(step) });
    expect(again.filter(({ phase }) => phase === 'reading')).toEqual([
      { phase: 'reading', layersDone: 2, layersTotal: 2, layersKnown: 2, bytesDone: 0, bytesTotal: 0 },
    ]);

    rmSync(layout, { recursive: true });
    const judged = await scanner(facts).judge(first.stored!, options.surroundings);
    expect(judged!.report).toEqual(first.report);
    expect(await scanner().judge(first.stored!, options.surroundings)).toBeUndefined();
  });

  it('finds a secret that a later layer deletes, and keeps nothing of it but its ends', async () => {
    const layout = ociLayout(
      join(scratch, 'secret'),
      [{ 'app/.npmrc': `//npm.pkg.github.com/:_authToken=${token}\n` }, { 'app/.wh..npmrc': '' }],
      { env: [`GITHUB_TOKEN=${token}`] },
    );
    const facts = createMemoryFacts();
    const { report, stored } = await scanner(facts).scan(`oci:${layout}`, options);
    const found = report.findings.filter((finding) => finding.kind === 'secret');
    expect(found.map(({ why, deletedLater }) => [why.path, deletedLater])).toEqual(
      expect.arrayContaining([['app/.npmrc', true]]),
    );
    expect(found.some(({ why }) => why.path === undefined)).toBe(true);
    for (const kept of [report, stored]) expect(JSON.stringify(kept)).not.toContain(token);
    for (const { diffId } of report.image.layers)
      expect(JSON.stringify(await facts.get(diffId, set.hash))).not.toContain(token);
  });

  it('keeps the rest of an image of which one layer is not what its digest says, and says so', async () => {
    const layout = ociLayout(join(scratch, 'bad'), [
      { 'etc/os-release': release, 'var/lib/dpkg/status': status },
      { 'app/a': 'one' },
    ]);
    const manifest = await scanner().scan(`oci:${layout}`, options);
    const bad = manifest.report.image.layers[1]!.digest!;
    writeFileSync(join(layout, 'blobs/sha256', bad.slice(7)), 'something else');
    const facts = createMemoryFacts();
    const { report } = await scanner(facts).scan(`oci:${layout}`, options);
    expect(report.complete).toBe(false);
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]!.message).toContain(layout);
    expect(report.packages).toHaveLength(1);
    expect(await facts.get(report.image.layers[1]!.diffId, set.hash)).toBeUndefined();
  });

  it('tells of a path that climbs out each time, also when the layer is known', async () => {
    const layout = ociLayout(join(scratch, 'climbs'), [{ 'etc/os-release': release, 'x/evil': 'evil' }], {
      rename: ['x/evil', '../../etc/passwd'],
    });
    const facts = createMemoryFacts();
    for (const round of [1, 2]) {
      const { report } = await scanner(facts).scan(`oci:${layout}`, options);
      expect([round, report.problems.map(({ code }) => code)]).toEqual([round, ['PATH_CLIMBS']]);
      expect(report.image.os?.id).toBe('debian');
    }
  });

  it('names image, layer and file of what an analyzer could not read, each time', async () => {
    const layers = [{ 'etc/os-release': release }, { 'app/package-lock.json': '{"lockfileVersion": 3, oops' }];
    const facts = createMemoryFacts();
    // The second image has the layer too, as its first.
    for (const [name, files, place] of [
      ['named', layers, 2],
      ['other', layers.slice(1), 1],
    ] as const) {
      const layout = ociLayout(join(scratch, name), files);
      const { report } = await scanner(facts).scan(`oci:${layout}`, options);
      const { diffId, digest } = report.image.layers[place - 1]!;
      expect(report.complete).toBe(false);
      expect(report.problems).toMatchObject([
        { code: 'INVENTORY_UNREADABLE', layer: diffId, path: 'app/package-lock.json' },
      ]);
      const { message } = report.problems[0]!;
      expect(message).toContain(`layer ${place} (${digest!.slice(0, 19)}…) of oci:${layout}: app/package-lock.json`);
      expect(message.split(layout)).toHaveLength(2);
    }
  });

  it('needs no place to keep facts in, but says so', async () => {
    const layout = ociLayout(join(scratch, 'full'), [{ 'etc/os-release': release, 'var/lib/dpkg/status': status }]);
    const file = join(scratch, 'no-folder');
    writeFileSync(file, '');
    const { report } = await scanner(createFactFolder(file)).scan(`oci:${layout}`, options);
    expect(report.packages).toHaveLength(1);
    expect(report.problems).toEqual([]);
    expect(report.notes.join()).toContain('could not be kept');
  });

  it('does not keep what an engine failed over, so that the next scan asks it again', async () => {
    const layout = ociLayout(join(scratch, 'engine'), [{ 'etc/os-release': release }]);
    const analyzer: Analyzer = {
      id: 'engine',
      version: '1',
      open: (sink) => ({
        wants: () => 1,
        look: ({ entry: { path } }) => sink.problem({ code: 'CLAMD_UNREACHABLE', message: 'no answer', path }),
        close: () => {},
      }),
    };
    const facts = createMemoryFacts();
    const failing = analyzerSet([analyzer]);
    const { report } = await createScanner({
      facts,
      set: failing,
      now: () => now,
      knownImages: nothingKnown,
      secrets,
    }).scan(`oci:${layout}`, options);
    expect(report.problems).toMatchObject([{ code: 'CLAMD_UNREACHABLE' }]);
    expect(await facts.get(report.image.layers[0]!.diffId, failing.hash)).toBeUndefined();
  });

  it('scans a folder, which nothing can be judged again of', async () => {
    const root = join(scratch, 'root');
    for (const [path, content] of [
      ['etc/os-release', release],
      ['var/lib/dpkg/status', status],
    ] as const) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const { report, stored } = await scanner().scan(`dir:${root}`, options);
    expect(report.packages.map(({ name }) => name)).toEqual(['openssl']);
    expect(stored).toBeUndefined();
  });

  it('knows until when the system of an SBOM is mended', async () => {
    const file = join(scratch, 'bom.json');
    const purl = 'pkg:deb/debian/openssl@1.1.0l-1?arch=amd64&distro=debian-9';
    const components = [{ type: 'library', name: 'openssl', version: '1.1.0l-1', purl }];
    writeFileSync(file, JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components }));
    const { report } = await scanner().scan(`sbom:${file}`, options);
    expect(report.image.os).toMatchObject({
      id: 'debian',
      version: '9',
      endOfLifeAt: expect.any(Number),
      extendedSupportUntil: expect.any(Number),
    });
  });

  it('knows from the advisories how long a system is mended, and from its own table without them', async () => {
    const ends = {
      'debian/12': { endOfLifeAt: Date.UTC(2026, 10, 30) as EpochMs, extendedSupportUntil: undefined },
      'debian/99': { endOfLifeAt: Date.UTC(2020, 0, 1) as EpochMs, extendedSupportUntil: undefined },
    };
    const database = fakeAdvisories([], { ends });
    const withDates = { ...options.surroundings, database };
    const lastOf = (year: number, month: number, date: number) => Date.UTC(year, month, date + 1) - 1;
    for (const [version, told, tabled] of [
      ['12', ['pass', lastOf(2026, 10, 30)], ['fail', lastOf(2026, 6, 11)]],
      ['99', ['fail', lastOf(2020, 0, 1)], ['not-evaluated', undefined]],
    ] as const) {
      const text = release.replaceAll('12', version);
      const layout = ociLayout(join(scratch, `ends-${version}`), [{ 'etc/os-release': text }]);
      const facts = createMemoryFacts();
      const { stored } = await scanner(facts).scan(`oci:${layout}`, options);
      const bom = join(scratch, `ends-${version}.json`);
      const purl = `pkg:deb/debian/openssl@1-1?arch=amd64&distro=debian-${version}`;
      const components = [{ type: 'library', name: 'openssl', version: '1-1', purl }];
      writeFileSync(bom, JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components }));
      for (const [surroundings, [outcome, end]] of [
        [withDates, told],
        [options.surroundings, tabled],
      ] as const) {
        const { report, contents } = (await scanner(facts).judge(stored!, surroundings))!;
        expect([report.image.os?.endOfLifeAt, contents.os?.endOfLifeAt]).toEqual([end, end]);
        expect(report.checks.find(({ check }) => check === 'image-os-end-of-life')?.state).toBe(outcome);
        const listed = await scanner().scan(`sbom:${bom}`, { ...options, surroundings });
        expect(listed.report.image.os?.endOfLifeAt).toBe(end);
      }
    }
  });

  it('says nothing of vulnerabilities without advisories, and is not complete then', async () => {
    const layout = ociLayout(join(scratch, 'none'), [{ 'etc/os-release': release, 'var/lib/dpkg/status': status }]);
    const { report } = await scanner().scan(`oci:${layout}`, options);
    expect(report.data).toBeUndefined();
    expect(report.complete).toBe(false);
  });

  it('stops when told to', async () => {
    const layout = ociLayout(join(scratch, 'stop'), [{ 'a/b': 'c' }]);
    const stopped = scanner().scan(`oci:${layout}`, { ...options, signal: AbortSignal.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});
