/**
 * A registry as a scan needs it: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 *
 * in     references and digests
 * out    manifests with the right digest, blobs as streams, lists, referrers; blobs and manifests sent
 * holds  one client may serve many scans at once: tokens are shared, requests to a host limited
 */
import type { Digest } from '@plimsoll/core';
import type { ByteStream } from '../bytes/byte-stream.ts';
import { algorithmOf, digestMismatch, digestOf, isDigest } from '../bytes/digest.ts';
import type { StoredManifest } from '../image/content.ts';
import { type Descriptor, MANIFEST_MOST, parseManifest } from '../image/manifest.ts';
import { MANIFEST_TYPES } from '../image/media-type.ts';
import { nameOf, type Reference } from '../reference.ts';
import type { RegistryOptions } from '../source.ts';
import { jsonAnswer, refusal } from './answer.ts';
import { download } from './download.ts';
import { listPages } from './list.ts';
import { type PushedManifest, pushBlob, pushManifest } from './push.ts';
import { descriptorsIn, enterByTag, referrersByTag } from './referrers-tag.ts';
import { createSession } from './session.ts';
import { createAuthorizer } from './token.ts';
import { createTransport, pause, type Wait } from './transport.ts';

export type Repository = Pick<Reference, 'registry' | 'repository'>;

export interface RegistryClient {
  /** What a tag stands for now. undefined: nothing. Costs no pull. */
  head(reference: Reference, signal: AbortSignal): Promise<{ digest: Digest; mediaType: string } | undefined>;
  /** At most 4 MiB, digest verified. */
  manifest(reference: Reference, signal: AbortSignal): Promise<StoredManifest>;
  /** Unchecked; goes on where it was cut. */
  blob(repository: Repository, descriptor: Pick<Descriptor, 'digest' | 'size'>, signal: AbortSignal): ByteStream;
  listTags(repository: Repository, options: { most?: number; signal: AbortSignal }): Promise<readonly string[]>;
  catalog(registry: string, options: { most?: number; signal: AbortSignal }): Promise<readonly string[]>;
  /** Descriptors with `artifactType` and annotations, by the API or the tag scheme of registries without it. */
  referrers(repository: Repository, digest: Digest, signal: AbortSignal): Promise<readonly Descriptor[]>;
  pushBlob(
    repository: Repository,
    blob: { bytes: Uint8Array; mediaType: string },
    signal: AbortSignal,
  ): Promise<Descriptor>;
  /** A manifest with a `subject` is entered in the list of referrers, whether the registry keeps one or not. */
  pushManifest(
    repository: Repository,
    manifest: { bytes: Uint8Array; mediaType: string; tag: string | undefined },
    signal: AbortSignal,
  ): Promise<PushedManifest>;
  close(): Promise<void>;
}

export interface RegistryClientParts {
  readonly now?: () => number;
  /** Between tries. */
  readonly wait?: Wait;
}

const NAMES_MOST = 100_000;

export function createRegistryClient(options: RegistryOptions, parts: RegistryClientParts = {}): RegistryClient {
  const transport = createTransport({ ...options, wait: parts.wait });
  const authorizer = createAuthorizer(transport, options, parts.now ?? Date.now);
  const session = createSession({ transport, authorizer, options });
  const askFor = ({ registry, repository }: Repository, signal: AbortSignal) => ({
    registry,
    scope: `repository:${repository}:pull`,
    signal,
  });

  const client: RegistryClient = {
    async head(reference, signal) {
      const path = manifestPath(reference);
      const headers = { accept: MANIFEST_TYPES };
      const answer = await session.send({
        ...askFor(reference, signal),
        method: 'HEAD',
        path,
        headers,
        mirrored: true,
      });
      answer.dispose();
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw await refusal(answer, nameAndTag(reference));
      const digest = answer.headers['docker-content-digest'] ?? '';
      if (isDigest(digest)) return { digest, mediaType: answer.headers['content-type'] ?? '' };
      // A registry that does not say must be asked for the whole.
      return await client.manifest(reference, signal);
    },

    async manifest(reference, signal) {
      const what = nameAndTag(reference);
      const path = manifestPath(reference);
      const headers = { accept: MANIFEST_TYPES };
      const answer = await session.send({ ...askFor(reference, signal), path, headers, mirrored: true });
      if (answer.status !== 200) throw await refusal(answer, what);
      const said = answer.headers['docker-content-digest'] ?? '';
      const { bytes } = await jsonAnswer(answer, what, MANIFEST_MOST);
      // Signed manifests of the first schema have a digest over a part of them: the parser refuses them.
      const mediaType = (answer.headers['content-type'] ?? '').replace(/;.*$/, '').trim();
      const expected = reference.digest ?? (isDigest(said) ? said : undefined);
      const digest = digestOf(bytes, expected === undefined ? 'sha256' : algorithmOf(expected));
      if (expected !== undefined && digest !== expected) {
        parseManifest(bytes, mediaType, `The manifest of ${what}`);
        throw digestMismatch(`The manifest of ${what}`, expected, digest);
      }
      return { digest, mediaType: mediaType.startsWith('application/vnd.') ? mediaType : '', bytes };
    },

    blob: (repository, descriptor, signal) =>
      download({
        session,
        ask: askFor(repository, signal),
        repository: repository.repository,
        descriptor,
        wait: parts.wait ?? pause,
      }),

    listTags: (repository, { most = NAMES_MOST, signal }) =>
      listPages(session, {
        ask: askFor(repository, signal),
        path: `${repository.repository}/tags/list?n=1000`,
        field: 'tags',
        what: `the tags of ${nameOf(repository)}`,
        most,
      }),

    catalog: (registry, { most = NAMES_MOST, signal }) =>
      listPages(session, {
        ask: { registry, scope: 'registry:catalog:*', signal },
        path: '_catalog?n=1000',
        field: 'repositories',
        what: `the repositories of ${registry}`,
        most,
      }),

    async referrers(repository, digest, signal) {
      const path = `${repository.repository}/referrers/${digest}`;
      const answer = await session.send({ ...askFor(repository, signal), path });
      if (answer.status === 200) {
        const what = `what refers to ${nameOf(repository)}@${digest}`;
        const { bytes } = await jsonAnswer(answer, what, MANIFEST_MOST);
        return descriptorsIn(bytes, what);
      }
      answer.dispose();
      return await referrersByTag(client, repository, digest, signal);
    },

    pushBlob: ({ registry, repository }, { bytes, mediaType }, signal) =>
      pushBlob(session, { ask: { registry, signal }, repository }, asBuffer(bytes), mediaType),

    async pushManifest(target, { bytes, mediaType, tag }, signal) {
      const ask = { ask: { registry: target.registry, signal }, repository: target.repository };
      const pushed = await pushManifest(session, ask, { bytes: asBuffer(bytes), mediaType, tag });
      const parsed = parseManifest(asBuffer(bytes), mediaType, 'The manifest to push');
      if (parsed.kind !== 'manifest' || parsed.subject == null || pushed.listsReferrers) return pushed;
      await enterByTag(
        client,
        target,
        parsed.subject.digest,
        {
          mediaType,
          digest: pushed.digest,
          size: bytes.length,
          artifactType: parsed.artifactType || parsed.config.mediaType,
          annotations: parsed.annotations,
        },
        signal,
      );
      return pushed;
    },

    close: () => transport.close(),
  };
  return client;
}

function manifestPath({ repository, tag, digest }: Reference): string {
  return `${repository}/manifests/${digest ?? tag ?? 'latest'}`;
}

function nameAndTag(reference: Reference): string {
  return `${nameOf(reference)}${reference.digest === undefined ? `:${reference.tag ?? 'latest'}` : `@${reference.digest}`}`;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
