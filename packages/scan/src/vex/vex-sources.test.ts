import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Digest } from '@plimsoll/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScanError } from '../errors.ts';
import { digestOfStatement } from '../sign/payload.ts';
import type { Referrer } from '../source/source.ts';
import { openVexExample } from './documents.fixture.ts';
import { curl, digest, lodash } from './subject.fixture.ts';
import { readVexReferrers } from './vex-referrers.ts';
import { readVexRepository } from './vex-repository.ts';

const text = JSON.stringify(openVexExample);

describe('a VEX repository', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-vex-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function lay(files: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [path, value] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  const index = (...packages: readonly (readonly [string, string])[]) => ({
    updated_at: '2026-01-01T00:00:00Z',
    packages: packages.map(([id, location]) => ({ id, location })),
  });

  it('gives the documents about packages of the image and no others', async () => {
    await lay({
      'index.json': index(
        ['pkg:npm/lodash', 'pkg/npm/lodash/vex.json'],
        ['pkg:npm/express', 'pkg/npm/express/vex.json'],
      ),
      'pkg/npm/lodash/vex.json': text,
    });

    const { documents, notes } = await readVexRepository(folder, [curl, lodash]);
    expect(documents.map(({ name }) => name)).toEqual([`${folder}/pkg/npm/lodash/vex.json`]);
    expect(notes).toEqual([]);
  });

  it('says what it cannot read, and never reads outside', async () => {
    await writeFile(`${folder}.secret`, text);
    await lay({
      'index.json': index(
        ['pkg:npm/lodash', '../x.json'],
        ['pkg:npm/lodash', 'link.json'],
        ['pkg:npm/lodash', 'gone.json'],
        ['pkg:npm/lodash', '/etc/passwd'],
      ),
    });
    await symlink(`${folder}.secret`, join(folder, 'link.json'));

    const { documents, notes } = await readVexRepository(folder, [lodash]);
    await rm(`${folder}.secret`);
    expect(documents).toEqual([]);
    expect(notes).toEqual([
      'VEX ../x.json: leads out of the repository.',
      'VEX link.json: leads out of the repository.',
      'VEX gone.json: cannot be read.',
      'VEX /etc/passwd: leads out of the repository.',
    ]);
  });

  it('is refused without an index', async () => {
    await expect(readVexRepository(folder, [])).rejects.toBeInstanceOf(ScanError);
    await lay({ 'index.json': '{"packages":1}' });
    await expect(readVexRepository(folder, [])).rejects.toThrow('is no index of a VEX repository');
  });
});

describe('referrers', () => {
  const referrer = (
    artifactType: string,
    content: string | ScanError,
    annotations: Record<string, string> = {},
  ): Referrer => ({
    digest,
    artifactType,
    annotations,
    bytes: 1,
    content: async () => {
      if (typeof content !== 'string') throw content;
      return new TextEncoder().encode(content);
    },
  });

  it('are read for VEX, which nobody has verified', async () => {
    const attestation = JSON.stringify({ predicateType: 'https://slsa.dev/provenance/v1', predicate: {} });
    const { documents, notes } = await readVexReferrers([
      referrer('application/vnd.openvex+json', text),
      referrer('application/vnd.in-toto+json', attestation),
      referrer('application/vnd.example.signature', 'never fetched'),
      referrer('application/vnd.in-toto+json', 'never fetched', {
        'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1',
      }),
    ]);

    expect(documents).toMatchObject([{ trust: 'unverified', statements: [{ status: 'not_affected' }] }]);
    expect(notes).toEqual([]);
  });

  describe('with attestations', () => {
    const attested = (predicate: unknown) => {
      const payload = Buffer.from(JSON.stringify({ predicateType: 'https://openvex.dev/ns/v0.2.0', predicate }));
      const envelope = {
        payloadType: 'application/vnd.in-toto+json',
        payload: payload.toString('base64'),
        signatures: [],
      };
      return { content: JSON.stringify(envelope), statement: digestOfStatement(payload) };
    };
    const verified = (statement: Digest) => [
      {
        referrer: digest,
        statement,
        predicateType: 'https://openvex.dev/ns/v0.2.0',
        by: { how: 'key', key: 'k' } as const,
      },
    ];
    const ours = attested(openVexExample);
    const theirs = attested({ ...openVexExample, '@id': 'https://example.com/other' });

    it('are verified by what was signed, and not by what lies in the same manifest', async () => {
      const part = (content: string) => ({
        mediaType: 'application/vnd.in-toto+json',
        bytes: content.length,
        annotations: {},
        content: async () => new TextEncoder().encode(content),
      });
      const both = {
        ...referrer('application/vnd.in-toto+json', theirs.content),
        parts: async () => [part(theirs.content), part(ours.content)],
      };

      const { documents } = await readVexReferrers([both], verified(ours.statement));
      expect(documents.map(({ id, trust, beside }) => [id, trust, beside])).toEqual([
        ['https://example.com/other', 'unverified', true],
        ['https://example.com/vex-1', 'verified', true],
      ]);
    });
  });

  describe('in one manifest', () => {
    const part = (predicate: string | undefined, content: () => Promise<Uint8Array>) => ({
      mediaType: 'application/vnd.in-toto+json',
      bytes: 1,
      annotations: predicate === undefined ? {} : { 'in-toto.io/predicate-type': predicate },
      content,
    });
    const never = async (): Promise<Uint8Array> => {
      throw new Error('fetched');
    };
    const encoded = async () => new TextEncoder().encode(text);

    it('are fetched only where they may hold VEX', async () => {
      const parts = async () => [
        part('https://spdx.dev/Document', never),
        part('https://openvex.dev/ns/v0.2.0', encoded),
        part(undefined, encoded),
      ];
      const { documents, notes } = await readVexReferrers([
        { ...referrer('application/vnd.in-toto+json', text), parts },
      ]);

      expect(documents).toHaveLength(2);
      expect(notes).toEqual([]);
    });

    it('are read up to so many bytes of all of them', async () => {
      const large = Buffer.alloc(50 * 1024 * 1024, ' ');
      let fetched = 0;
      const parts = async () =>
        Array.from({ length: 50 }, () =>
          part(undefined, async () => {
            fetched++;
            return large;
          }),
        );
      const { notes } = await readVexReferrers(
        Array.from({ length: 100 }, () => ({ ...referrer('application/vnd.in-toto+json', text), parts })),
      );

      expect(fetched).toBe(3);
      expect(notes).toEqual([
        'The registry has more beside this image than the 134217728 bytes that are read for VEX; the rest was not.',
      ]);
    });
  });

  it('that cannot be fetched or read are said', async () => {
    const gone = new ScanError('REGISTRY_UNREACHABLE', 'registry.example does not answer', { hint: '' });
    const { documents, notes } = await readVexReferrers([
      referrer('application/openvex+json', '{'),
      referrer('application/vnd.in-toto+json', gone),
    ]);

    expect(documents).toEqual([]);
    expect(notes).toEqual([
      `VEX of the registry ${digest}: is no JSON.`,
      'VEX of the registry registry.example does not answer.',
    ]);
  });
});
