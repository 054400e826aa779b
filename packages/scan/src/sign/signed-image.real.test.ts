/** What hangs on an image in Debian's registry: signatures as cosign leaves them there, and SBOMs we attach. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest } from '@plimsoll/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleReport } from '../output/report.fixture.ts';
import { attachSbom } from '../sbom/attach-sbom.ts';
import { readSbom } from '../sbom/read-sbom.ts';
import { writeCycloneDx } from '../sbom/write-cyclonedx.ts';
import { anonymous, openOptions } from '../source/image/image.fixture.ts';
import { openImage } from '../source/open-image.ts';
import { createRegistryClient } from '../source/registry/client.ts';
import {
  buildLayout,
  type RealRegistry,
  registryObstacle,
  skopeo,
  startRealRegistry,
} from '../source/registry/real-registry.fixture.ts';
import { preAuthEncoding } from './dsse.ts';
import { inToto, signPredicate } from './payload.ts';
import { readPublicKey } from './trusted-key.ts';
import { verifySignatures } from './verify-signatures.ts';

const obstacle = registryObstacle();
const { signal } = new AbortController();
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const simpleSigningType = 'application/vnd.dev.cosign.simplesigning.v1+json';

describe.skipIf(obstacle !== undefined)(`a signed image${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = readPublicKey(String(publicKey.export({ type: 'spki', format: 'pem' })), 'team.pub');
  const client = createRegistryClient(anonymous);
  let folder: string;
  let registry: RealRegistry;
  let digest: Digest;
  const repository = () => ({ registry: registry.host, repository: 'shop/web' });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-signed-'));
    registry = await startRealRegistry(folder);
    skopeo('copy', '--dest-tls-verify=false', `oci:${buildLayout(folder)}:app`, `docker://${registry.host}/shop/web:1`);
    const head = await client.head({ ...repository(), tag: '1', digest: undefined }, signal);
    digest = head?.digest as Digest;
  });
  afterAll(async () => {
    await client.close();
    await registry.stop();
    rmSync(folder, { recursive: true });
  });

  async function push(manifest: Record<string, unknown>, tag: string | undefined, layer: Buffer, annotations = {}) {
    const mediaType = String(manifest.artifactType ?? simpleSigningType);
    const blob = await client.pushBlob(repository(), { bytes: layer, mediaType }, signal);
    const config = await client.pushBlob(repository(), { bytes: Buffer.from('{}'), mediaType: 'x' }, signal);
    const whole = {
      schemaVersion: 2,
      mediaType: manifestType,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config.digest, size: 2 },
      layers: [{ mediaType, digest: blob.digest, size: blob.size, annotations }],
      ...manifest,
    };
    const bytes = Buffer.from(JSON.stringify(whole));
    return client.pushManifest(repository(), { bytes, mediaType: manifestType, tag }, signal);
  }

  async function verdict(tag = '1') {
    const opened = await openImage(`${registry.host}/shop/web:${tag}`, openOptions());
    if (opened.kind !== 'image') throw new Error('no image');
    try {
      const referrers = await opened.referrers();
      const { indexDigest } = opened;
      return await verifySignatures({ digest, indexDigest, referrers, keys: [key], keyless: undefined });
    } finally {
      await opened.close();
    }
  }

  it('has no signature at first', async () => {
    expect(await verdict()).toMatchObject({ verified: false, problems: ['the image has no signature'] });
  });

  async function signUnderTag(about: Digest) {
    const image = { 'docker-manifest-digest': about };
    const payload = Buffer.from(
      JSON.stringify({ critical: { identity: {}, image, type: 'cosign container image signature' } }),
    );
    await push({}, `${about.replace(':', '-')}.sig`, payload, {
      'dev.cosignproject.cosign/signature': sign('sha256', payload, privateKey).toString('base64'),
    });
  }

  it('is verified by who signed the index it was chosen from', async () => {
    const stored = await client.manifest({ ...repository(), tag: '1', digest: undefined }, signal);
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const platform = { os: 'linux', architecture: 'amd64' };
    const manifests = [{ mediaType: stored.mediaType, digest, size: stored.bytes.length, platform }];
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
    await client.pushManifest(repository(), { bytes, mediaType, tag: 'many' }, signal);
    expect(await verdict('many')).toMatchObject({ verified: false });
    await signUnderTag(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    expect(await verdict('many')).toMatchObject({ verified: true, by: [{ how: 'key', key: 'team.pub' }] });
    // Asked for by itself, nothing leads from the image to its index.
    expect(await verdict()).toMatchObject({ verified: false });
  });

  it('is verified by a signature under a tag', async () => {
    await signUnderTag(digest);
    expect(await verdict()).toMatchObject({ verified: true, by: [{ how: 'key', key: 'team.pub' }] });
  });

  it('is verified by a bundle that refers to it', async () => {
    const subject = [{ name: 'web', digest: { sha256: digest.slice(7) } }];
    const payload = Buffer.from(JSON.stringify({ subject, predicateType: signPredicate }));
    const sig = sign('sha256', preAuthEncoding({ payloadType: inToto, payload }), privateKey).toString('base64');
    const dsseEnvelope = { payloadType: inToto, payload: payload.toString('base64'), signatures: [{ sig }] };
    const stored = await client.manifest({ ...repository(), tag: '1', digest: undefined }, signal);
    const about = { mediaType: stored.mediaType, digest, size: stored.bytes.length };
    await push({ artifactType: bundleType, subject: about }, undefined, Buffer.from(JSON.stringify({ dsseEnvelope })));
    expect((await verdict()).by).toHaveLength(2);
  });

  it('gets its SBOM once, however often it is scanned', async () => {
    const attach = (scannedAt: number, packages = sampleReport.packages) => {
      const report = { ...sampleReport, packages, scannedAt: scannedAt as typeof sampleReport.scannedAt };
      const sbom = writeCycloneDx(report, { vex: false });
      const mediaType = 'application/vnd.cyclonedx+json';
      return attachSbom(client, { repository: repository(), subject: digest, report, mediaType, sbom, signal });
    };
    const first = await attach(1_700_000_000_000);
    expect(first.there).toBe(false);
    expect(await attach(1_800_000_000_000)).toEqual({ digest: first.digest, there: true });
    expect((await attach(1_800_000_000_000, sampleReport.packages.slice(1))).there).toBe(false);

    const opened = await openImage(`${registry.host}/shop/web:1`, openOptions());
    if (opened.kind !== 'image') throw new Error('no image');
    const found = (await opened.referrers('application/vnd.cyclonedx+json')).find(
      (each) => each.digest === first.digest,
    );
    expect(readSbom((await found?.content()) as Uint8Array).packages).toHaveLength(sampleReport.packages.length);
    await opened.close();
  });
});
