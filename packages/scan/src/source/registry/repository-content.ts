/** A registry's repository as a store of content, with what hangs on its images. */
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import type { Content } from '../image/content.ts';
import { type Descriptor, parseManifest } from '../image/manifest.ts';
import { OCI_MANIFEST } from '../image/media-type.ts';
import { attestationsInIndex, referrerOf } from '../image/referrers.ts';
import type { Referrer } from '../source.ts';
import type { RegistryClient, Repository } from './client.ts';

/** What cosign pushed before registries had referrers: tags made of the digest. */
const COSIGN_TAGS: Readonly<Record<string, string>> = {
  sig: 'application/vnd.dev.cosign.simplesigning.v1+json',
  att: 'application/vnd.dsse.envelope.v1+json',
  sbom: 'application/vnd.dev.cosign.sbom',
};

/** @param close what ends with it: the client, where it was made for this one image */
export function repositoryContent(client: RegistryClient, repository: Repository, close: () => Promise<void>): Content {
  const content: Content = {
    manifest: ({ digest }, signal) => client.manifest({ ...repository, tag: undefined, digest }, signal),
    blob: (descriptor, signal) => client.blob(repository, descriptor, signal),
    async referrers(subject, artifactType, signal) {
      const all = [
        ...(await listed(subject.digest, signal)),
        ...(await attestationsInIndex(content, subject, signal)),
        ...(await byCosignTag(subject.digest, signal)),
      ];
      // Whoever signs an image of many platforms signs its index.
      if (subject.indexDigest !== undefined)
        all.push(...(await listed(subject.indexDigest, signal)), ...(await byCosignTag(subject.indexDigest, signal)));
      return artifactType === undefined ? all : all.filter((referrer) => referrer.artifactType === artifactType);
    },
    close,
  };

  async function listed(digest: Digest, signal: AbortSignal): Promise<readonly Referrer[]> {
    const descriptors = await client.referrers(repository, digest, signal);
    return await Promise.all(descriptors.map((descriptor) => typed(content, descriptor, signal)));
  }

  async function byCosignTag(digest: Digest, signal: AbortSignal): Promise<readonly Referrer[]> {
    const tags = Object.entries(COSIGN_TAGS).map(async ([suffix, type]) => {
      const tag = `${digest.replace(':', '-')}.${suffix}`;
      const found = await manifestAt(tag, signal);
      return found === undefined ? [] : [referrerOf(content, found, type, signal)];
    });
    return (await Promise.all(tags)).flat();
  }

  async function manifestAt(tag: string, signal: AbortSignal): Promise<Descriptor | undefined> {
    try {
      const found = await client.head({ ...repository, tag, digest: undefined }, signal);
      return found === undefined
        ? undefined
        : { mediaType: found.mediaType || OCI_MANIFEST, digest: found.digest, size: 0 };
    } catch (error) {
      // Some registries refuse what is not there.
      if (error instanceof ScanError && (error.code === 'REGISTRY_REFUSED' || error.code === 'REGISTRY_ANSWER_INVALID'))
        return undefined;
      throw error;
    }
  }
  return content;
}

/** The tag scheme's lists may leave the artefact's type to the manifest. */
async function typed(content: Content, descriptor: Descriptor, signal: AbortSignal): Promise<Referrer> {
  if (descriptor.artifactType) return referrerOf(content, descriptor, descriptor.artifactType, signal);
  const stored = await content.manifest(descriptor, signal);
  const manifest = parseManifest(
    stored.bytes,
    stored.mediaType || descriptor.mediaType,
    `The referrer ${descriptor.digest}`,
  );
  const type = manifest.kind === 'manifest' ? manifest.artifactType || manifest.config.mediaType : manifest.mediaType;
  return referrerOf(content, descriptor, type, signal);
}
