/** A CSAF document's product tree: ids to products that can be recognised. */
import { z } from 'zod';
import { systemOfCpe } from './cpe-system.ts';
import { identifierOf, text, texts } from './field.ts';
import { vexLimits } from './limits.ts';
import type { VexIdentifier, VexProduct } from './vex-document.ts';

const product = z.object({
  product_id: text,
  product_identification_helper: z
    .object({
      purl: text.optional(),
      purls: texts.optional(),
      cpe: text.optional(),
      hashes: z
        .array(z.object({ file_hashes: z.array(z.object({ algorithm: text, value: text })).max(100) }))
        .max(100)
        .optional(),
    })
    .optional(),
});
type Product = z.infer<typeof product>;

const branch = z.object({
  product: product.optional(),
  branches: z.array(z.unknown()).max(vexLimits.products).optional(),
});

const tree = z.object({
  branches: z.array(z.unknown()).max(vexLimits.products).optional(),
  full_product_names: z.array(product).max(vexLimits.products).optional(),
  relationships: z
    .array(
      z.object({
        category: text,
        product_reference: text,
        relates_to_product_reference: text,
        full_product_name: product,
      }),
    )
    .max(vexLimits.products)
    .optional(),
  product_groups: z
    .array(z.object({ group_id: text, product_ids: texts }))
    .max(vexLimits.statements)
    .optional(),
});

export interface CsafProducts {
  readonly byId: ReadonlyMap<string, VexProduct>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** CPEs of platforms that are no system a rule knows: nobody can decide whether an image is one of them. */
  readonly platforms: ReadonlySet<string>;
}

export function productsOf(value: unknown): CsafProducts {
  const byId = new Map<string, VexProduct>();
  const groups = new Map<string, readonly string[]>();
  const platforms = new Set<string>();
  if (value === undefined) return { byId, groups, platforms };
  const read = tree.parse(value);
  const add = (each: Product) => {
    const cpe = each.product_identification_helper?.cpe;
    if (cpe !== undefined && /^cpe:(?:2\.3:|\/)o:/i.test(cpe) && systemOfCpe(cpe) === undefined) platforms.add(cpe);
    const identifiers = identifiersOf(each);
    if (identifiers.length > 0) byId.set(each.product_id, { identifiers, subcomponents: [] });
  };
  walk(read.branches ?? [], add, 0);
  for (const each of read.full_product_names ?? []) add(each);
  for (const { product_reference, relates_to_product_reference, full_product_name } of read.relationships ?? []) {
    const whole = byId.get(relates_to_product_reference);
    const part = byId.get(product_reference);
    // "openssl as a component of a system nobody can recognise" says nothing about openssl elsewhere, nor does "of a program in an image"
    // about openssl in the rest of it. A module is no such thing: it only names a stream of the system's packages.
    if (whole !== undefined && part?.subcomponents.length === 0 && whole.subcomponents.every(isModule))
      byId.set(full_product_name.product_id, { identifiers: whole.identifiers, subcomponents: [part.identifiers] });
  }
  for (const { group_id, product_ids } of read.product_groups ?? []) groups.set(group_id, product_ids);
  return { byId, groups, platforms };
}

function isModule(identifiers: readonly VexIdentifier[]): boolean {
  return identifiers.some((each) => each.kind === 'purl' && each.purl.startsWith('pkg:rpmmod/'));
}

function walk(branches: readonly unknown[], add: (product: Product) => void, depth: number): void {
  if (depth > vexLimits.depth) return;
  for (const each of branches) {
    const { product: own, branches: below } = branch.parse(each);
    if (own !== undefined) add(own);
    walk(below ?? [], add, depth + 1);
  }
}

function identifiersOf({ product_identification_helper: helper }: Product): readonly VexIdentifier[] {
  const hashes = (helper?.hashes ?? []).flatMap(({ file_hashes }) =>
    file_hashes.flatMap(({ algorithm, value }) => (/^sha-?256$/i.test(algorithm) ? [value] : [])),
  );
  return [helper?.purl, ...(helper?.purls ?? []), helper?.cpe, ...hashes]
    .map((each) => (each === undefined ? undefined : identifierOf(each)))
    .filter((each) => each !== undefined);
}
