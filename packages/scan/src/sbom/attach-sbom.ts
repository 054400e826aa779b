import { createHash } from 'node:crypto';
import type { Digest, ScanReport } from '@plimsoll/core';
import type { RegistryClient, Repository } from '../source/registry/client.ts';
import { isoTime } from './image-purl.ts';

export interface SbomAttachment {
  readonly repository: Repository;
  /** Of the image's manifest. */
  readonly subject: Digest;
  readonly report: ScanReport;
  /** `application/vnd.cyclonedx+json` */
  readonly mediaType: string;
  readonly sbom: Iterable<string> | AsyncIterable<string>;
  readonly signal: AbortSignal;
}

export interface Attached {
  readonly digest: Digest;
  /** An SBOM of the same packages was there already, and nothing was sent. */
  readonly there: boolean;
}

const packagesAnnotation = 'dev.plimsoll.sbom.packages';
const emptyType = 'application/vnd.oci.empty.v1+json';

/**
 * Hangs an SBOM on an image as OCI artefact. A second scan of the same packages finds it there: what tells them is a hash over the
 * packages, for the document itself says when it was made.
 */
export async function attachSbom(client: RegistryClient, attachment: SbomAttachment): Promise<Attached> {
  const { repository, subject, report, mediaType, signal } = attachment;
  const packages = packagesHash(report);
  const there = (await client.referrers(repository, subject, signal)).find(
    (each) => each.artifactType === mediaType && each.annotations?.[packagesAnnotation] === packages,
  );
  if (there !== undefined) return { digest: there.digest, there: true };
  const image = await client.manifest({ ...repository, tag: undefined, digest: subject }, signal);
  const layer = await client.pushBlob(repository, { bytes: await bytesOf(attachment.sbom), mediaType }, signal);
  const config = await client.pushBlob(repository, { bytes: Buffer.from('{}'), mediaType: emptyType }, signal);
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: mediaType,
    config: { mediaType: emptyType, digest: config.digest, size: config.size },
    layers: [{ mediaType, digest: layer.digest, size: layer.size }],
    subject: { mediaType: image.mediaType, digest: subject, size: image.bytes.length },
    annotations: {
      'org.opencontainers.image.created': isoTime(report.scannedAt),
      [packagesAnnotation]: packages,
    },
  };
  const pushed = await client.pushManifest(
    repository,
    { bytes: Buffer.from(JSON.stringify(manifest)), mediaType: manifest.mediaType, tag: undefined },
    signal,
  );
  return { digest: pushed.digest, there: false };
}

function packagesHash({ packages }: ScanReport): string {
  const hash = createHash('sha256');
  for (const item of packages) hash.update(`${JSON.stringify(item)}\n`);
  return hash.digest('hex');
}

async function bytesOf(parts: Iterable<string> | AsyncIterable<string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const part of parts) chunks.push(Buffer.from(part));
  return Buffer.concat(chunks);
}
