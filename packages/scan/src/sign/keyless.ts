import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { PolicyError, toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify';
import { ScanError } from '../errors.ts';
import type { KeylessTrust, SignedBy } from './signature.ts';

export type BundleCheck = (
  bundle: unknown,
  signed: Buffer | undefined,
) => { readonly by: SignedBy } | { readonly wrong: string };

/**
 * Certificate, its log, the signature's log, time and signature, each against the trust root; then issuer and subject against what
 * was asked for. The comparison is ours: the library's takes a text as a pattern that may match anywhere.
 *
 * @throws ScanError TRUST_ROOT_INVALID
 */
export function keylessCheck({ root, issuer, identity }: KeylessTrust): BundleCheck {
  const verifier = new Verifier(materialOf(root), { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 });
  return (value, signed) => {
    let bundle: Bundle;
    try {
      bundle = bundleFromJSON(value);
    } catch (error) {
      return { wrong: `it is no bundle: ${reasonOf(error)}` };
    }
    try {
      const signer = verifier.verify(toSignedEntity(bundle, signed));
      const subject = signer.identity?.subjectAlternativeName;
      const vouching = signer.identity?.extensions?.issuer;
      if (subject === undefined || vouching === undefined)
        return { wrong: 'it was signed with a key, not an identity' };
      if (vouching !== issuer) return { wrong: `${vouching} vouches for its signer, not ${issuer}` };
      if (!identity(subject)) return { wrong: `it was signed by ${subject}` };
      return { by: { how: 'keyless', subject, issuer: vouching } };
    } catch (error) {
      if (error instanceof VerificationError || error instanceof PolicyError) return { wrong: reasonOf(error) };
      // Certificates and log entries come from whoever may write to the registry: what the library trips over is wrong with them.
      return { wrong: `it cannot be verified: ${reasonOf(error)}` };
    }
  };
}

function materialOf(root: unknown) {
  try {
    const parsed = TrustedRoot.fromJSON(root);
    if (parsed.certificateAuthorities.length === 0) throw new Error('it names no certificate authority');
    return toTrustMaterial(parsed);
  } catch (cause) {
    throw new ScanError('TRUST_ROOT_INVALID', `The trust root cannot be used: ${reasonOf(cause)}`, {
      hint: 'Give the trusted_root.json of the Sigstore instance that signs your images.',
      cause,
    });
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
