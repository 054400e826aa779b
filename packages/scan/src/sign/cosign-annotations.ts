import { createHash } from 'node:crypto';
import { z } from 'zod';

const base64 = z.base64();
/** What cosign keeps beside a signature: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md */
const rekor = z.object({
  SignedEntryTimestamp: base64,
  Payload: z.object({
    body: base64,
    integratedTime: z.int(),
    logIndex: z.int(),
    logID: z.hex(),
  }),
});

export const signatureAnnotation = 'dev.cosignproject.cosign/signature';

/** The same as a Sigstore bundle; undefined where there is no certificate, or what stands there is not what cosign writes. */
export function bundleOfAnnotations(annotations: Readonly<Record<string, string>>, signed: Buffer): unknown {
  const signature = annotations[signatureAnnotation];
  const certificate = annotations['dev.sigstore.cosign/certificate'];
  const logged = rekor.safeParse(jsonOf(annotations['dev.sigstore.cosign/bundle']));
  if (signature === undefined || certificate === undefined || !logged.success) return undefined;
  const { SignedEntryTimestamp, Payload } = logged.data;
  const kind = z
    .object({ kind: z.string(), apiVersion: z.string() })
    .safeParse(jsonOf(Buffer.from(Payload.body, 'base64').toString()));
  if (!kind.success) return undefined;
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: derOf(certificate) }] },
      tlogEntries: [
        {
          logIndex: String(Payload.logIndex),
          logId: { keyId: Buffer.from(Payload.logID, 'hex').toString('base64') },
          kindVersion: { kind: kind.data.kind, version: kind.data.apiVersion },
          integratedTime: String(Payload.integratedTime),
          inclusionPromise: { signedEntryTimestamp: SignedEntryTimestamp },
          canonicalizedBody: Payload.body,
        },
      ],
    },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: createHash('sha256').update(signed).digest('base64') },
      signature,
    },
  };
}

function derOf(pem: string): string {
  return pem.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
