/** What is attached to an image: blobs and manifests on their way to a registry. */
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { digestOf } from '../bytes/digest.ts';
import type { Descriptor } from '../image/manifest.ts';
import { invalidAnswer, refusal } from './answer.ts';
import type { RegistryAsk, Session } from './session.ts';

export interface PushAsk {
  readonly ask: Pick<RegistryAsk, 'registry' | 'signal'>;
  readonly repository: string;
}

export async function pushBlob(
  session: Session,
  target: PushAsk,
  bytes: Buffer,
  mediaType: string,
): Promise<Descriptor> {
  const digest = digestOf(bytes);
  const descriptor = { mediaType, digest, size: bytes.length };
  const { repository } = target;
  const ask = withScope(target);
  const there = await session.send({ ...ask, method: 'HEAD', path: `${repository}/blobs/${digest}` });
  there.dispose();
  if (there.status === 200) return descriptor;
  const begun = await session.send({
    ...ask,
    method: 'POST',
    path: `${repository}/blobs/uploads/`,
    headers: { 'content-length': '0' },
  });
  if (begun.status !== 202) throw await refusal(begun, `a place for a blob in ${repository}`);
  begun.dispose();
  const location = begun.headers.location ?? '';
  if (!URL.canParse(location, begun.url.href)) throw invalidAnswer(begun.url.host, 'names no place to send a blob to');
  const url = new URL(location, begun.url);
  if (url.protocol !== 'https:' && url.origin !== begun.url.origin) {
    throw new ScanError(
      'REGISTRY_ANSWER_INVALID',
      `${begun.url.host} wants a blob sent to ${url.origin}, without TLS.`,
      {
        hint: 'Ask who runs the registry; nothing was sent.',
      },
    );
  }
  url.searchParams.set('digest', digest);
  const sent = await session.send({
    ...ask,
    method: 'PUT',
    path: url.href,
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  });
  if (sent.status !== 201) throw await refusal(sent, `room for a blob in ${repository}`);
  sent.dispose();
  return descriptor;
}

export interface PushedManifest {
  readonly digest: Digest;
  /** Whether the registry keeps a list of referrers by itself. */
  readonly listsReferrers: boolean;
}

/** @param tag undefined: by its digest only */
export async function pushManifest(
  session: Session,
  target: PushAsk,
  { bytes, mediaType, tag }: { bytes: Buffer; mediaType: string; tag: string | undefined },
): Promise<PushedManifest> {
  const digest = digestOf(bytes);
  const path = `${target.repository}/manifests/${tag ?? digest}`;
  const sent = await session.send({
    ...withScope(target),
    method: 'PUT',
    path,
    headers: { 'content-type': mediaType },
    body: bytes,
  });
  if (sent.status !== 201) throw await refusal(sent, `room for a manifest in ${target.repository}`);
  sent.dispose();
  return { digest, listsReferrers: sent.headers['oci-subject'] !== undefined };
}

function withScope({ ask, repository }: PushAsk): Omit<RegistryAsk, 'path'> {
  return { ...ask, scope: `repository:${repository}:pull,push` };
}
