/**
 * The vulnerabilities of a CycloneDX BOM with what their analysis says, https://cyclonedx.org/capabilities/vex/.
 * The component a BOM is about is the product; what a vulnerability affects are its parts.
 */
import { z } from 'zod';
import { identifierOf, justificationOf, text, timeOf } from './field.ts';
import { vexLimits } from './limits.ts';
import type { VexDocument, VexIdentifier, VexProduct, VexStatement, VexStatus } from './vex-document.ts';

const component = z.object({
  type: text.optional(),
  'bom-ref': text.optional(),
  name: z.string().optional(),
  version: z.string().optional(),
  purl: text.optional(),
  cpe: text.optional(),
  hashes: z
    .array(z.object({ alg: text, content: text }))
    .max(100)
    .optional(),
  components: z.array(z.unknown()).max(vexLimits.products).optional(),
});
type Component = z.infer<typeof component>;

const document = z.object({
  serialNumber: text.optional(),
  metadata: z
    .object({
      timestamp: text.optional(),
      component: z.unknown().optional(),
      supplier: z.object({ name: text.optional() }).optional(),
      manufacturer: z.object({ name: text.optional() }).optional(),
    })
    .optional(),
  components: z.array(z.unknown()).max(vexLimits.products).optional(),
  vulnerabilities: z
    .array(
      z.object({
        id: text.optional(),
        references: z
          .array(z.object({ id: text.optional() }))
          .max(vexLimits.aliases)
          .optional(),
        updated: text.optional(),
        analysis: z
          .object({
            state: text.optional(),
            justification: text.optional(),
            detail: z.string().optional(),
            firstIssued: text.optional(),
            lastUpdated: text.optional(),
          })
          .optional(),
        affects: z
          .array(
            z.object({
              ref: text,
              versions: z
                .array(z.object({ version: text.optional(), range: text.optional(), status: text.optional() }))
                .max(vexLimits.products)
                .optional(),
            }),
          )
          .max(vexLimits.products)
          .optional(),
      }),
    )
    .max(vexLimits.statements)
    .optional(),
});
type Affects = NonNullable<NonNullable<z.infer<typeof document>['vulnerabilities']>[number]['affects']>[number];

const states: ReadonlyMap<string, VexStatus> = new Map([
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
  ['false_positive', 'not_affected'],
  ['not_affected', 'not_affected'],
]);

export function readCycloneDxVex(json: unknown, name: string): Omit<VexDocument, 'trust'> {
  const read = document.parse(json);
  const about = component.safeParse(read.metadata?.component).data;
  const subject = about === undefined ? [] : identifiersOf(about);
  const byRef = new Map<string, readonly VexIdentifier[]>();
  gather(read.components ?? [], byRef, 0);
  const statements: VexStatement[] = [];
  let unusable = 0;
  for (const each of read.vulnerabilities ?? []) {
    const status = states.get(each.analysis?.state ?? '');
    const vulnerability = [each.id, ...(each.references ?? []).map(({ id }) => id)].filter(
      (id) => id !== undefined && id !== '',
    );
    if (status === undefined || vulnerability.length === 0) continue;
    const products: VexProduct[] = [];
    for (const affects of each.affects ?? []) {
      const product = productOf(affects, { about, subject, byRef });
      if (product === undefined) unusable++;
      else products.push(product);
    }
    statements.push({
      vulnerability: vulnerability as readonly string[],
      products,
      status,
      justification: justificationOf(each.analysis?.justification, each.analysis?.detail),
      at: timeOf(each.analysis?.lastUpdated, each.analysis?.firstIssued, each.updated, read.metadata?.timestamp),
    });
  }
  return {
    id: read.serialNumber ?? name,
    name,
    format: 'cyclonedx',
    author: read.metadata?.supplier?.name ?? read.metadata?.manufacturer?.name ?? '',
    statements,
    notes: unusable === 0 ? [] : [`${unusable} products of its statements cannot be recognised`],
  };
}

interface Bom {
  readonly about: Component | undefined;
  readonly subject: readonly VexIdentifier[];
  readonly byRef: ReadonlyMap<string, readonly VexIdentifier[]>;
}

function productOf({ ref, versions }: Affects, { about, subject, byRef }: Bom): VexProduct | undefined {
  // A link into another BOM ends in the reference there, which often is a package URL.
  const local = decoded(ref.startsWith('urn:cdx:') ? ref.slice(ref.indexOf('#') + 1) : ref);
  if (local === about?.['bom-ref'] && subject.length > 0) return { identifiers: subject, subcomponents: [] };
  const named = byRef.get(local) ?? [identifierOf(local)].filter((each) => each !== undefined);
  const parts = inVersions(named, versions);
  if (parts.length === 0) return undefined;
  return subject.length === 0
    ? { identifiers: parts, subcomponents: [] }
    : { identifiers: subject, subcomponents: [parts] };
}

/** Limited to the versions that are listed as affected; a range is not a version. */
function inVersions(named: readonly VexIdentifier[], versions: Affects['versions']): readonly VexIdentifier[] {
  if (versions === undefined || versions.length === 0) return named;
  const exact = versions.flatMap(({ version, status }) =>
    version === undefined || status === 'unaffected' ? [] : [version],
  );
  return named.flatMap((each) => {
    if (each.kind !== 'purl') return [];
    if (/^[^?#]*[^/]@/.test(each.purl)) return [each];
    const cut = each.purl.search(/[?#]/);
    const bare = cut < 0 ? each.purl : each.purl.slice(0, cut);
    const rest = cut < 0 ? '' : each.purl.slice(cut);
    return exact.map((version) => ({ kind: 'purl', purl: `${bare}@${encodeURIComponent(version)}${rest}` }) as const);
  });
}

function decoded(ref: string): string {
  if (!/%[0-9a-f]{2}/i.test(ref) || ref.startsWith('pkg:')) return ref;
  try {
    return decodeURIComponent(ref);
  } catch {
    // Not an encoding: it is the reference as it stands.
    return ref;
  }
}

function gather(components: readonly unknown[], byRef: Map<string, readonly VexIdentifier[]>, depth: number): void {
  if (depth > vexLimits.depth || byRef.size > vexLimits.products) return;
  for (const each of components) {
    const parsed = component.safeParse(each).data;
    if (parsed === undefined) continue;
    if (parsed['bom-ref'] !== undefined) byRef.set(parsed['bom-ref'], identifiersOf(parsed));
    gather(parsed.components ?? [], byRef, depth + 1);
  }
}

function identifiersOf({ type, name, version, purl, cpe, hashes }: Component): readonly VexIdentifier[] {
  const found = [purl, cpe].map((each) => (each === undefined ? undefined : identifierOf(each)));
  if (type === 'container') {
    for (const each of hashes ?? []) if (/^sha-?256$/i.test(each.alg)) found.push(identifierOf(each.content));
    if (/^sha256:/.test(version ?? '')) found.push(identifierOf(version ?? ''));
    else if (name !== undefined && purl === undefined) found.push(identifierOf(name));
  }
  return found.filter((each) => each !== undefined);
}
