/**
 * A store that has manifests and blobs by digest: a registry's repository, a layout, containerd.
 *
 * in     descriptors
 * out    bytes as the store has them; whoever reads them checks them
 * holds  manifests are checked by the store, for it alone knows what it was asked for
 */
import type { Digest } from '@plimsoll/core';
import { ScanError } from '../../errors.ts';
import { type ByteStream, collect } from '../bytes/byte-stream.ts';
import { verified } from '../bytes/digest.ts';
import type { Referrer } from '../source.ts';
import type { Descriptor } from './manifest.ts';

export interface Content {
  /** At most MANIFEST_MOST bytes, with the right digest. @throws ScanError */
  manifest(descriptor: Pick<Descriptor, 'digest'>, signal: AbortSignal): Promise<StoredManifest>;
  /** From its first byte, unchecked. */
  blob(descriptor: Pick<Descriptor, 'digest' | 'size'>, signal: AbortSignal): ByteStream;
  /** `index`: what the platform's manifest was chosen from. */
  referrers(subject: Subject, artifactType: string | undefined, signal: AbortSignal): Promise<readonly Referrer[]>;
  close(): Promise<void>;
}

export interface StoredManifest {
  readonly digest: Digest;
  /** As the store says; '' when it does not. */
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface Subject {
  readonly digest: Digest;
  readonly indexDigest: Digest | undefined;
}

/** A small blob, whole and checked. */
export async function wholeBlob(
  content: Content,
  descriptor: Pick<Descriptor, 'digest' | 'size'>,
  { most, what, signal }: { most: number; what: string; signal: AbortSignal },
): Promise<Buffer> {
  const tooLarge = () =>
    new ScanError('MANIFEST_INVALID', `${what} has ${descriptor.size} bytes; at most ${most} are read.`, {
      hint: 'No real image needs so much. Do not trust this one.',
    });
  if (descriptor.size > most) throw tooLarge();
  const stream = verified(content.blob(descriptor, signal), {
    digest: descriptor.digest,
    bytes: descriptor.size,
    what,
  });
  return await collect(stream, most, tooLarge);
}
