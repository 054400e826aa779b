/**
 * Who vouches for an image.
 *
 * in     an image's digest, what hangs on it in its registry, keys or a trust root with an identity
 * out    whether somebody trusted signed exactly this digest, who, and what was wrong with the signatures that do not count
 * holds  nothing is believed before its signature is verified; a signature over another digest, by another key or another identity is a
 *        problem and never "verified"; trust comes from the caller alone
 */
import type { KeyObject } from 'node:crypto';
import type { Digest } from '@plimsoll/core';
import type { Referrer } from '../source/source.ts';

export interface VerifyRequest {
  readonly digest: Digest;
  /** Of the index the image was chosen from: who signed it signed every image it names. */
  readonly indexDigest?: Digest | undefined;
  readonly referrers: readonly Referrer[];
  /** Any of them will do. */
  readonly keys: readonly TrustedKey[];
  readonly keyless: KeylessTrust | undefined;
}

export interface TrustedKey {
  /** Of the file it came from. */
  readonly name: string;
  readonly key: KeyObject;
}

export interface KeylessTrust {
  /** trusted_root.json: https://github.com/sigstore/protobuf-specs */
  readonly root: unknown;
  /** Who vouches for the identity: `https://accounts.example`. */
  readonly issuer: string;
  /** The certificate's subject: a mail address, or the URL of a workflow. */
  readonly identity: (subject: string) => boolean;
}

export interface SignatureVerdict {
  readonly verified: boolean;
  /** Who signed, once it is verified: the key's name, or subject and issuer. */
  readonly by: readonly SignedBy[];
  /** Statements about the image whose signature holds: SBOMs, provenance, VEX. */
  readonly attestations: readonly VerifiedAttestation[];
  /** Why those that do not count do not. */
  readonly problems: readonly string[];
}

export type SignedBy =
  | { readonly how: 'key'; readonly key: string }
  | { readonly how: 'keyless'; readonly subject: string; readonly issuer: string };

export interface VerifiedAttestation {
  readonly referrer: Digest;
  /** SHA-256 of the statement that was signed: a manifest may hold others beside it that were not. */
  readonly statement: Digest;
  readonly predicateType: string;
  readonly by: SignedBy;
}

export const signatureLimits = {
  /** Manifests looked into. */
  referrers: 100,
  /** Signatures in one manifest. */
  parts: 50,
  /** Statements are small; those that hold an SBOM are not. */
  bytes: 32 * 1024 * 1024,
} as const;
