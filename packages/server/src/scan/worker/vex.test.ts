import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs } from '@plimsoll/core';
import { type Referrer, ScanError } from '@plimsoll/scan';
import { imageReport } from '@plimsoll/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredException } from '../../store/scan-settings-store.ts';
import { withDocuments } from './documents.ts';
import { createTrustFolder } from './trust.ts';
import { createVexFolder, vexBeside } from './vex.ts';

const report = imageReport({
  repository: 'registry.example/shop/web',
  tag: '1',
  os: { id: 'debian', version: '12', name: 'Debian 12' },
  user: '1000',
  at: 1000,
  packages: [{ type: 'npm', name: 'lodash', version: '4.17.15' }],
  vulnerable: [
    { id: 'CVE-2020-8203', package: 'lodash', severity: 'high', title: 'pollution' },
    { id: 'CVE-2021-23337', package: 'lodash', severity: 'high', title: 'injection' },
  ],
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-vex-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function openVex(cve: string, id = `https://vex.example/${cve}`): string {
  return JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    ...{ '@id': id, author: 'Shop', timestamp: '2026-01-01T00:00:00Z', version: 1 },
    statements: [
      {
        vulnerability: { name: cve },
        products: [{ '@id': 'pkg:npm/lodash' }],
        ...{ status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path' },
      },
    ],
  });
}

const suppressedIn = async (documents: Parameters<typeof withDocuments>[1]) => {
  const told = await withDocuments(report, documents);
  const by = told.findings.flatMap(({ why, suppressed }) =>
    suppressed === undefined ? [] : [[why.source, suppressed.by, suppressed.justification]],
  );
  return { by, notes: told.notes };
};

describe('the folder for VEX', () => {
  it('need not be there', async () => {
    expect(await createVexFolder(join(folder, 'none')).about(report.packages)).toEqual({ documents: [], notes: [] });
  });

  it('holds documents by themselves and repositories, and is read again when it changes', async () => {
    writeFileSync(join(folder, 'ours.json'), openVex('CVE-2020-8203'));
    writeFileSync(join(folder, 'broken.json'), '{');
    writeFileSync(join(folder, '.hidden'), 'nothing of ours');
    mkdirSync(join(folder, 'upstream/npm'), { recursive: true });
    const entry = (id: string, location: string) => ({ id, location });
    const index = [entry('pkg:npm/lodash', 'npm/lodash.json'), entry('pkg:npm/other', 'npm/other.json')];
    writeFileSync(join(folder, 'upstream/index.json'), JSON.stringify({ packages: index }));
    writeFileSync(join(folder, 'upstream/npm/lodash.json'), openVex('CVE-2021-23337'));
    const vex = createVexFolder(folder);
    const first = await suppressedIn({ folder: vex, vex: [], exceptions: [] });
    expect(first.by.map(([source, by]) => [source, by])).toEqual([
      ['CVE-2020-8203', 'vex'],
      ['CVE-2021-23337', 'vex'],
    ]);
    expect(first.notes).toEqual([expect.stringContaining('broken.json')]);
    rmSync(join(folder, 'broken.json'));
    rmSync(join(folder, 'ours.json'));
    const second = await suppressedIn({ folder: vex, vex: [], exceptions: [] });
    expect(second.by.map(([source]) => source)).toEqual(['CVE-2021-23337']);
    expect(second.notes).toEqual([]);
  });
});

describe('VEX beside the image', () => {
  const image = { digest: `sha256:${'a'.repeat(64)}`, indexDigest: undefined } as const;
  const beside = (referrers: readonly Referrer[]) =>
    vexBeside({ ...image, referrers: async () => referrers }, createTrustFolder(folder));
  const referrer = (content: string): Referrer =>
    ({
      ...{ digest: `sha256:${'1'.repeat(64)}`, mediaType: 'application/vnd.oci.image.manifest.v1+json' },
      ...{ artifactType: 'application/vnd.openvex+json', annotations: {}, size: content.length },
      content: async () => Buffer.from(content),
    }) as unknown as Referrer;

  it('counts for nothing while nobody who is trusted signed it, and is told', async () => {
    const { documents } = await beside([referrer(openVex('CVE-2020-8203'))]);
    const { by, notes } = await suppressedIn({ folder: createVexFolder(folder), vex: documents, exceptions: [] });
    expect(by).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('was not applied: nobody who is trusted signed it')]);
  });

  /** As cosign attests: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
  function attested(key: KeyObject, digest = image.digest): Referrer {
    const payload = JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'web', digest: { sha256: digest.slice('sha256:'.length) } }],
      predicateType: 'https://openvex.dev/ns/v0.2.0',
      predicate: JSON.parse(openVex('CVE-2020-8203')),
    });
    const payloadType = 'application/vnd.in-toto+json';
    const signed = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} ${payload}`;
    const sig = sign('sha256', Buffer.from(signed), key).toString('base64');
    const envelope = { payloadType, payload: Buffer.from(payload).toString('base64'), signatures: [{ sig }] };
    return { ...referrer(JSON.stringify(envelope)), artifactType: 'application/vnd.dsse.envelope.v1+json' };
  }

  it('counts when a key in the folder for trust signed it for this image, and as long as the key lies there', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const vex = createVexFolder(join(folder, 'none'));
    const by = async (one: Referrer) => {
      const { documents, notes } = await beside([one]);
      return [(await suppressedIn({ folder: vex, vex: documents, exceptions: [] })).by.map(([id]) => id), notes];
    };
    expect(await by(attested(privateKey))).toEqual([[], []]);
    writeFileSync(join(folder, 'shop.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(join(folder, 'old.pem'), 'no key');
    const told = [expect.stringMatching(/^Trust: old\.pem cannot be trusted as a key: /)];
    expect(await by(attested(privateKey))).toEqual([['CVE-2020-8203'], told]);
    expect(await by(attested(stranger))).toEqual([[], told]);
    expect(await by(attested(privateKey, `sha256:${'b'.repeat(64)}`))).toEqual([[], told]);
    rmSync(join(folder, 'shop.pub'));
    expect(await by(attested(privateKey))).toEqual([[], told]);
  });

  it.each([
    ['{', 'JSON'],
    ['[{"trustRoot": "../root.json", "identity": "a", "issuer": "b"}]', '0.trustRoot: is no name of a file'],
    ['[{"trustRoot": "root.json", "issuer": "b"}]', '0.identity'],
    ['[{"trustRoot": "none.json", "identity": "a", "issuer": "b"}]', 'none.json'],
    ['[{"trustRoot": "root.json", "identity": "/(/", "issuer": "b"}]', 'no regular expression'],
    ['[{"trustRoot": "root.json", "identity": "a", "issuer": "b"}]', 'The trust root cannot be used'],
  ])('trusts nobody whom %s names, and says why', async (signers, why) => {
    writeFileSync(join(folder, 'root.json'), '{"mediaType": "x"}');
    writeFileSync(join(folder, 'signers.json'), signers);
    const { documents, notes } = await beside([referrer(openVex('CVE-2020-8203'))]);
    expect(documents).toMatchObject([{ trust: 'unverified' }]);
    expect(notes).toEqual([expect.stringContaining(why)]);
    expect(notes[0]).toMatch(/^Trust: [^\n]+\.$/);
  });

  it('goes before exceptions of ours', async () => {
    const found = await beside([referrer(openVex('CVE-2020-8203'))]);
    const documents = found.documents.map((each) => ({ ...each, trust: 'verified' as const }));
    const exception: StoredException = {
      id: 'e1' as never,
      scope: { ids: ['CVE-2020-8203', 'CVE-2021-23337'], packages: [], repositories: [], paths: [] },
      ...{ reason: 'accepted', owner: 'Ada', createdAt: 1 as EpochMs, createdBy: 'Ada', expiresAt: null },
      ...{ status: 'accepted', state: 'active', revokedAt: null, revokedBy: null },
    };
    const { by } = await suppressedIn({ folder: createVexFolder(folder), vex: documents, exceptions: [exception] });
    expect(by.map(([source, who]) => [source, who])).toEqual([
      ['CVE-2020-8203', 'vex'],
      ['CVE-2021-23337', 'exception'],
    ]);
  });

  it('never fails a scan, and what is kept of it is bounded', async () => {
    const refused = async () => {
      throw new ScanError('REGISTRY_REFUSED', 'The registry says no', { hint: 'Ask' });
    };
    const { notes } = await vexBeside({ ...image, referrers: refused }, createTrustFolder(folder));
    expect(notes).toEqual(['VEX beside the image could not be looked for: The registry says no.']);
    const large = JSON.parse(openVex('CVE-2020-8203'));
    const [statement] = large.statements;
    large.statements = Array.from({ length: 40_000 }, (_, index) => ({
      ...statement,
      vulnerability: { name: `CVE-2020-${index}` },
    }));
    const found = await beside([referrer(openVex('CVE-2020-8203')), referrer(JSON.stringify(large))]);
    expect(found.documents).toHaveLength(1);
    expect(found.notes).toEqual([expect.stringContaining('1 of 2 VEX documents')]);
  });
});
