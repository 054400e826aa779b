/** VEX that lies in the registry beside the image: as a document or in an attestation. */
import { ScanError } from '../errors.ts';
import type { VerifiedAttestation } from '../sign/signature.ts';
import type { Referrer } from '../source/source.ts';
import { vexLimits } from './limits.ts';
import { readAttestedVex } from './read-vex.ts';
import type { VexDocument } from './vex-document.ts';
import type { RepositoryDocuments } from './vex-repository.ts';

/** Types of documents, and of attestations that may hold one. */
const documentTypes = /openvex|csaf|cyclonedx/i;
const attestationTypes = /in-toto|dsse|sigstore\.bundle/i;

/**
 * Whether a referrer may hold VEX, without fetching it. Bundles and attestations tell by an annotation what is in them; of those that
 * do not, each is fetched.
 */
export function mayHoldVex({ artifactType, annotations }: Pick<Referrer, 'artifactType' | 'annotations'>): boolean {
  return isAboutVex(annotations) ?? (documentTypes.test(artifactType) || attestationTypes.test(artifactType));
}

/** undefined where nothing is told. */
function isAboutVex(annotations: Referrer['annotations']): boolean | undefined {
  const predicate = annotations['in-toto.io/predicate-type'] ?? annotations['dev.sigstore.bundle.predicateType'];
  return predicate === undefined ? undefined : documentTypes.test(predicate);
}

/**
 * What cannot be fetched or read is a note: a scan does not fail for want of an excuse.
 *
 * @param attestations those somebody trusted has signed, from verifySignatures; without them nothing is verified
 */
export async function readVexReferrers(
  referrers: readonly Referrer[],
  attestations: readonly VerifiedAttestation[] = [],
): Promise<RepositoryDocuments> {
  const verified = new Set(attestations.map(({ statement }) => statement));
  const documents: VexDocument[] = [];
  const notes: string[] = [];
  const wanted = referrers.filter(mayHoldVex);
  let left: number = vexLimits.besideBytes;
  let isCut = false;
  for (const referrer of wanted.slice(0, vexLimits.referrers)) {
    if (isCut) break;
    const certain = documentTypes.test(referrer.artifactType);
    const told = (cause: unknown) => {
      if (!(cause instanceof ScanError)) throw cause;
      // An attestation that is about something else is no failure.
      if (certain || cause.code !== 'VEX_INVALID') notes.push(`VEX of the registry ${cause.message}.`);
    };
    const contents = await contentsOf(referrer).catch(told);
    for (const content of contents ?? []) {
      isCut = left <= 0;
      if (isCut) break;
      try {
        const bytes = await content();
        left -= bytes.length;
        const { document, signed } = readAttestedVex(bytes, referrer.digest);
        // Anybody who may write to the repository may put one there; of several in one manifest each must be signed itself.
        const trust = signed !== undefined && verified.has(signed) ? 'verified' : 'unverified';
        if (document.statements.length > 0) documents.push({ ...document, trust, beside: true });
      } catch (cause) {
        told(cause);
      }
    }
  }
  if (wanted.length > vexLimits.referrers)
    notes.push(
      `The registry has ${wanted.length} attestations for this image; the first ${vexLimits.referrers} were read for VEX.`,
    );
  if (isCut)
    notes.push(
      `The registry has more beside this image than the ${vexLimits.besideBytes} bytes that are read for VEX; the rest was not.`,
    );
  return { documents, notes };
}

/** A manifest of attestations has one blob for each, most of them about something else: an SBOM may have many megabytes. */
async function contentsOf(referrer: Referrer): Promise<readonly (() => Promise<Uint8Array>)[]> {
  const parts = await referrer.parts?.();
  if (parts === undefined) return [() => referrer.content()];
  return parts
    .filter(({ annotations }) => isAboutVex(annotations) !== false)
    .slice(0, vexLimits.parts)
    .map((part) => () => part.content());
}
