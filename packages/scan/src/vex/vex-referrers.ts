/** VEX that lies in the registry beside the image: as a document or in an attestation. */
import { ScanError } from '../errors.ts';
import type { Referrer } from '../source/source.ts';
import { vexLimits } from './limits.ts';
import { readVex } from './read-vex.ts';
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
  const predicate = annotations['in-toto.io/predicate-type'] ?? annotations['dev.sigstore.bundle.predicateType'];
  if (predicate !== undefined) return documentTypes.test(predicate);
  return documentTypes.test(artifactType) || attestationTypes.test(artifactType);
}

/** What cannot be fetched or read is a note: a scan does not fail for want of an excuse. */
export async function readVexReferrers(referrers: readonly Referrer[]): Promise<RepositoryDocuments> {
  const documents: VexDocument[] = [];
  const notes: string[] = [];
  const wanted = referrers.filter(mayHoldVex);
  for (const referrer of wanted.slice(0, vexLimits.referrers)) {
    const certain = documentTypes.test(referrer.artifactType);
    try {
      const document = readVex(await referrer.content(), referrer.digest);
      // Anybody who may write to the repository may put one there.
      if (document.statements.length > 0) documents.push({ ...document, trust: 'unverified' });
    } catch (cause) {
      if (!(cause instanceof ScanError)) throw cause;
      // An attestation that is about something else is no failure.
      if (certain || cause.code !== 'VEX_INVALID') notes.push(`VEX of the registry ${cause.message}.`);
    }
  }
  if (wanted.length > vexLimits.referrers)
    notes.push(
      `The registry has ${wanted.length} attestations for this image; the first ${vexLimits.referrers} were read for VEX.`,
    );
  return { documents, notes };
}
