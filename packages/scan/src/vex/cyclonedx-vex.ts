/**
 * The vulnerabilities of a CycloneDX BOM with what their analysis says, https://cyclonedx.org/capabilities/vex/.
 * The component a BOM is about is the product; what a vulnerability affects are its parts.
 */
import { z } from 'zod';
import { identifierOf, justificationOf, text, timeOf } from './field.ts';
import { vexLimits } from './limits.ts';
import { parseVers } from './vers.ts';
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
  const odd: Odd = { products: 0, ranges: new Set() };
  for (const each of read.vulnerabilities ?? []) {
    const status = states.get(each.analysis?.state ?? '');
    const vulnerability = [each.id, ...(each.references ?? []).map(({ id }) => id)].filter(
      (id) => id !== undefined && id !== '',
    );
    if (status === undefined || vulnerability.length === 0) continue;
    const suppresses = status === 'fixed' || status === 'not_affected';
    const products: VexProduct[] = [];
    for (const affects of each.affects ?? []) {
      const product = productOf(affects, { about, subject, byRef, suppresses, odd });
      if (product === undefined) odd.products++;
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
    notes: notesOf(odd),
  };
}

/** What of a document could not be used. */
interface Odd {
  products: number;
  /** Ranges of versions that cannot be read, or in a scheme that is not known here. */
  readonly ranges: Set<string>;
}

function notesOf({ products, ranges }: Odd): readonly string[] {
  const notes: string[] = [];
  if (products > 0) notes.push(`${products} products of its statements cannot be recognised`);
  const [first] = ranges;
  if (first !== undefined)
    notes.push(`${ranges.size} of its ranges of versions cannot be read here and were not applied, such as ${first}`);
  return notes;
}

interface Bom {
  readonly about: Component | undefined;
  readonly subject: readonly VexIdentifier[];
  readonly byRef: ReadonlyMap<string, readonly VexIdentifier[]>;
  /** The statement is one that may take findings away. */
  readonly suppresses: boolean;
  readonly odd: Odd;
}

function productOf({ ref, versions }: Affects, bom: Bom): VexProduct | undefined {
  const { about, subject, byRef } = bom;
  const listed = versions === undefined || versions.length === 0 ? undefined : listedVersions(versions, bom);
  // A link into another BOM ends in the reference there, which often is a package URL.
  const local = decoded(ref.startsWith('urn:cdx:') ? ref.slice(ref.indexOf('#') + 1) : ref);
  if (local === about?.['bom-ref'] && subject.length > 0) {
    const identifiers = inVersions(subject, listed, about?.version);
    return identifiers.length === 0 ? undefined : { identifiers, subcomponents: [] };
  }
  const named = byRef.get(local) ?? [identifierOf(local)].filter((each) => each !== undefined);
  const parts = inVersions(named, listed, undefined);
  if (parts.length === 0) return undefined;
  return subject.length === 0
    ? { identifiers: parts, subcomponents: [] }
    : { identifiers: subject, subcomponents: [parts] };
}

/**
 * The versions a statement is about: those that are listed as affected, as is meant where nothing else is said. Where the list tells
 * affected versions from unaffected ones, "resolved" and "not affected" can only mean the latter.
 */
function listedVersions(versions: NonNullable<Affects['versions']>, { suppresses, odd }: Bom): readonly string[] {
  const told = suppresses && versions.some(({ status }) => status === 'unaffected') ? 'unaffected' : 'affected';
  return versions.flatMap(({ version, range, status = 'affected' }) => {
    if (status !== told) return [];
    const own = version === undefined ? [] : [version];
    if (range === undefined) return own;
    const parsed = parseVers(range);
    if (parsed !== undefined && 'order' in parsed) return [...own, range];
    if (odd.ranges.size < 100) odd.ranges.add(range.slice(0, 100));
    return own;
  });
}

/** @param own the version of what is named, where no package URL tells it */
function inVersions(
  named: readonly VexIdentifier[],
  listed: readonly string[] | undefined,
  own: string | undefined,
): readonly VexIdentifier[] {
  if (listed === undefined) return named;
  if (listed.length === 0) return [];
  return named.flatMap((each): readonly VexIdentifier[] => {
    if (each.kind === 'purl') return [{ ...each, within: listed }];
    return own !== undefined && listed.includes(own) ? [each] : [];
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
