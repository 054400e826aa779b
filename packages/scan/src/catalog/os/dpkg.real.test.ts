import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyzeLayer } from '../../facts/analyze-layer.ts';
import { analyzerSet } from '../../facts/analyzer-set.ts';
import type { ImageContents } from '../../facts/contents.ts';
import { diffIdOf } from '../../facts/layers.fixture.ts';
import { mergeLayers } from '../../facts/merge.ts';
import { folderEntries } from './folder-entries.fixture.ts';
import { osCatalogers } from './os-catalogers.ts';

describe('a root that mmdebstrap made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-dpkg-'));
  const root = join(folder, 'root');
  let contents: ImageContents;

  beforeAll(async () => {
    execFileSync('mmdebstrap', ['--variant=minbase', '--mode=root', 'bookworm', root], {
      stdio: 'pipe',
      maxBuffer: 1 << 26,
    });
    const facts = await analyzeLayer(folderEntries(root), {
      set: analyzerSet(osCatalogers),
      signal: new AbortController().signal,
      diffId: undefined,
    });
    const diffId = diffIdOf(0);
    const source = { index: 0, diffId, digest: undefined, bytes: 0, mediaType: '', command: undefined };
    contents = mergeLayers({
      layers: [{ source, facts: { ...facts, diffId } }],
      base: undefined,
    });
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('tells what dpkg tells', () => {
    const fields = ['Package', 'Version', 'Architecture', 'source:Package', 'source:Version'];
    const format = `${fields.map((field) => `\${${field}}`).join(' ')}\n`;
    const told = execFileSync('dpkg-query', [`--admindir=${root}/var/lib/dpkg`, '-W', '-f', format])
      .toString()
      .trim()
      .split('\n')
      .sort();
    const found = contents.packages.map(
      ({ name, version, architecture, source }) =>
        `${name} ${version} ${architecture} ${source?.name} ${source?.version}`,
    );
    expect(found.sort()).toEqual(told);
    expect(contents.problems).toEqual([]);
    expect(contents.packages.filter(({ thirdParty }) => thirdParty)).toEqual([]);
  });

  it('knows the system', () => {
    expect(contents.os).toMatchObject({ id: 'debian', version: '12', codename: 'bookworm' });
  });

  it('owns what dpkg says it owns, in either spelling', () => {
    const paths = [
      'bin/bash',
      'usr/bin/bash',
      'usr/bin/perl',
      'lib/x86_64-linux-gnu/libc.so.6',
      'usr/lib/x86_64-linux-gnu/libc.so.6',
      'usr/bin/su',
      'bin/su',
    ];
    const owners = paths.map((path) => /pkg:deb\/debian\/([^@]+)@/.exec(contents.ownerOf(path) ?? '')?.[1]);
    expect(owners).toEqual(['bash', 'bash', 'perl-base', 'libc6', 'libc6', 'util-linux', 'util-linux']);
    expect(contents.ownerOf('usr/local/bin/mine')).toBeUndefined();
  });

  it('has every executable, nearly all of them owned', () => {
    const { executables } = contents;
    expect(executables.length).toBeGreaterThan(500);
    const unowned = executables.filter(({ owner }) => owner === undefined).map(({ path }) => path);
    expect(unowned.filter((path) => !path.startsWith('etc/'))).toEqual([]);
    const setuid = executables.filter(({ mode }) => (mode & 0o6000) !== 0).map(({ path }) => path);
    expect(setuid).toEqual(expect.arrayContaining(['usr/bin/su', 'usr/bin/passwd', 'usr/bin/mount']));
    for (const path of setuid) expect(lstatSync(join(root, path)).mode & 0o6000).not.toBe(0);
    expect(executables.find(({ path }) => path === 'usr/bin/bash')).toMatchObject({
      format: 'elf',
      static: false,
      packer: undefined,
    });
    expect(executables.find(({ path }) => path === 'usr/sbin/ldconfig')).toMatchObject({ format: 'elf', static: true });
  });

  it('has the licences that are machine-readable', () => {
    const licences = new Map(contents.packages.map(({ name, licence }) => [name, licence]));
    expect([...licences.values()].filter((each) => each !== undefined).length).toBeGreaterThan(20);
    expect(licences.get('apt')).toContain('GPL-2.0-or-later');
    // Prose, which nothing is taken from.
    expect(licences.get('libc6')).toBeUndefined();
  });
});
