import type { Digest } from '@plimsoll/core';
import { ScanError } from '../errors.ts';
import type { Referrer, ReferrerPart } from '../source/source.ts';
import { bundleOfAnnotations, signatureAnnotation } from './cosign-annotations.ts';
import { dsseSigner, readDsse } from './dsse.ts';
import type { BundleCheck } from './keyless.ts';
import { digestOfStatement, inToto, parseJson, readStatement, signPredicate, wrongSimpleSigning } from './payload.ts';
import {
  type KeylessTrust,
  type SignatureVerdict,
  type SignedBy,
  signatureLimits,
  type TrustedKey,
  type VerifiedAttestation,
  type VerifyRequest,
} from './signature.ts';
import { holds } from './trusted-key.ts';

/** What one manifest came to: a signature, a statement of another kind, or why it counts for nothing. */
type Outcome = { readonly signedBy: SignedBy } | Omit<VerifiedAttestation, 'referrer'> | { readonly wrong: string };

interface Trust {
  readonly digests: readonly Digest[];
  readonly keys: readonly TrustedKey[];
  readonly keyless: BundleCheck | undefined;
}

/**
 * Cosign's signatures in both forms (simple signing under a tag; bundles as referrers) and attestations, keyed and keyless.
 *
 * @throws ScanError TRUST_ROOT_INVALID
 */
export async function verifySignatures({
  digest,
  indexDigest,
  referrers,
  keys,
  keyless,
}: VerifyRequest): Promise<SignatureVerdict> {
  const digests = indexDigest === undefined ? [digest] : [digest, indexDigest];
  const trust: Trust = { digests, keys, keyless: keyless === undefined ? undefined : await keylessBy(keyless) };
  const by: SignedBy[] = [];
  const attestations: VerifiedAttestation[] = [];
  const problems: string[] = [];
  const candidates = referrers.filter(mayBeSigned);
  for (const referrer of candidates.slice(0, signatureLimits.referrers)) {
    for (const outcome of await outcomesOf(referrer, trust)) {
      if ('signedBy' in outcome) by.push(outcome.signedBy);
      else if ('wrong' in outcome) problems.push(`${referrer.digest}: ${outcome.wrong}`);
      else attestations.push({ referrer: referrer.digest, ...outcome });
    }
  }
  if (candidates.length > signatureLimits.referrers)
    problems.push(`only the first ${signatureLimits.referrers} of ${candidates.length} signatures were looked at`);
  if (candidates.length === 0) problems.push('the image has no signature');
  return { verified: by.length > 0, by, attestations, problems };
}

/** Sigstore's libraries are loaded for those who ask for them. */
async function keylessBy(trust: KeylessTrust): Promise<BundleCheck> {
  const { keylessCheck } = await import('./keyless.ts');
  return keylessCheck(trust);
}

const simpleSigningType = 'application/vnd.dev.cosign.simplesigning.v1+json';
const bundleType = /^application\/vnd\.dev\.sigstore\.bundle/;
const dsseType = /^application\/vnd\.(dsse\.envelope\.v1|in-toto)\+json$/;

function mayBeSigned({ artifactType }: Referrer): boolean {
  return (
    artifactType === simpleSigningType ||
    /cosign/.test(artifactType) ||
    bundleType.test(artifactType) ||
    dsseType.test(artifactType)
  );
}

async function outcomesOf(referrer: Referrer, trust: Trust): Promise<readonly Outcome[]> {
  try {
    const parts = (await referrer.parts?.()) ?? [wholeOf(referrer)];
    const outcomes: Outcome[] = [];
    for (const part of parts.slice(0, signatureLimits.parts)) {
      if (part.bytes > signatureLimits.bytes) outcomes.push({ wrong: `it has ${part.bytes} bytes, too many` });
      else outcomes.push(judge(part, Buffer.from(await part.content()), trust));
    }
    return outcomes;
  } catch (error) {
    // One that cannot be fetched counts as none; others may still be good.
    if (error instanceof ScanError) return [{ wrong: error.message }];
    throw error;
  }
}

function wholeOf(referrer: Referrer): ReferrerPart {
  return {
    mediaType: referrer.artifactType,
    bytes: 0,
    annotations: referrer.annotations,
    content: () => referrer.content(),
  };
}

function judge({ mediaType, annotations }: ReferrerPart, bytes: Buffer, trust: Trust): Outcome {
  if (annotations[signatureAnnotation] !== undefined && mediaType === simpleSigningType)
    return judgeSimpleSigning(annotations, bytes, trust);
  const value = parseJson(bytes);
  if (bundleType.test(mediaType)) return judgeBundle(value, trust);
  const dsse = readDsse(value);
  if (dsse === undefined) return { wrong: 'it is no signature of a form that is known here' };
  const key = dsseSigner(dsse, trust.keys);
  if (key === undefined) return { wrong: notSigned(trust) };
  return judgeStatement(dsse, { how: 'key', key: key.name }, trust);
}

function judgeSimpleSigning(annotations: Readonly<Record<string, string>>, bytes: Buffer, trust: Trust): Outcome {
  const signature = Buffer.from(annotations[signatureAnnotation] ?? '', 'base64');
  const key = trust.keys.find((each) => holds(each, bytes, signature));
  let by: SignedBy | undefined = key === undefined ? undefined : { how: 'key', key: key.name };
  if (by === undefined) {
    const bundle = trust.keyless === undefined ? undefined : bundleOfAnnotations(annotations, bytes);
    if (bundle === undefined || trust.keyless === undefined) return { wrong: notSigned(trust) };
    const checked = trust.keyless(bundle, bytes);
    if ('wrong' in checked) return checked;
    by = checked.by;
  }
  const wrong = wrongSimpleSigning(bytes, trust.digests);
  return wrong === undefined ? { signedBy: by } : { wrong };
}

function judgeBundle(value: unknown, trust: Trust): Outcome {
  // Which of two contents a verifier looks at is anybody's guess: the other could say anything.
  if (typeof value === 'object' && value !== null && 'dsseEnvelope' in value && 'messageSignature' in value)
    return { wrong: 'its bundle signs two things at once' };
  const dsse = readDsse(
    typeof value === 'object' && value !== null && 'dsseEnvelope' in value ? value.dsseEnvelope : undefined,
  );
  if (dsse === undefined) return { wrong: 'its bundle holds no statement about an image' };
  const key = dsseSigner(dsse, trust.keys);
  if (key !== undefined) return judgeStatement(dsse, { how: 'key', key: key.name }, trust);
  if (trust.keyless === undefined) return { wrong: notSigned(trust) };
  const checked = trust.keyless(value, undefined);
  return 'wrong' in checked ? checked : judgeStatement(dsse, checked.by, trust);
}

function judgeStatement(
  { payloadType, payload }: { readonly payloadType: string; readonly payload: Buffer },
  by: SignedBy,
  { digests }: Trust,
): Outcome {
  if (payloadType !== inToto) return { wrong: `it signs ${payloadType.slice(0, 100)}, no statement about an image` };
  const statement = readStatement(payload, digests);
  if ('wrong' in statement) return statement;
  return statement.predicateType === signPredicate
    ? { signedBy: by }
    : { ...statement, statement: digestOfStatement(payload), by };
}

function notSigned({ keys }: Trust): string {
  return keys.length === 0
    ? 'it was signed with a key, and none was given'
    : 'it was signed with none of the given keys';
}
