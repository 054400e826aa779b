/** OpenVEX: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md. Reads 0.2 and the plain strings of what came before it. */
import { z } from 'zod';
import { identifierOf, justificationOf, text, texts, timeOf } from './field.ts';
import { vexLimits } from './limits.ts';
import type { VexDocument, VexIdentifier, VexProduct, VexStatement } from './vex-document.ts';

const component = z.union([
  text,
  z.object({
    '@id': text.optional(),
    identifiers: z.record(text, text).optional(),
    hashes: z.record(text, text).optional(),
  }),
]);
type Component = z.infer<typeof component>;

const product = z.union([
  text,
  z.object({
    '@id': text.optional(),
    identifiers: z.record(text, text).optional(),
    hashes: z.record(text, text).optional(),
    subcomponents: z.array(component).max(vexLimits.products).optional(),
  }),
]);

const document = z.object({
  '@id': text.optional(),
  author: text.optional(),
  timestamp: text.optional(),
  last_updated: text.optional(),
  statements: z
    .array(
      z.object({
        vulnerability: z
          .union([text, z.object({ '@id': text.optional(), name: text.optional(), aliases: texts.optional() })])
          .optional(),
        products: z.array(product).max(vexLimits.products).optional(),
        /** Before 0.2 they stood beside the products. */
        subcomponents: z.array(component).max(vexLimits.products).optional(),
        status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
        justification: text.optional(),
        impact_statement: z.string().optional(),
        action_statement: z.string().optional(),
        timestamp: text.optional(),
        last_updated: text.optional(),
      }),
    )
    .max(vexLimits.statements),
});
type Statement = z.infer<typeof document>['statements'][number];

export function readOpenVex(json: unknown, name: string): Omit<VexDocument, 'trust'> {
  const read = document.parse(json);
  const notes: string[] = [];
  const statements = read.statements.flatMap((each): readonly VexStatement[] => {
    const vulnerability = namesOf(each.vulnerability);
    if (vulnerability.length === 0) return [];
    const shared = each.subcomponents ?? [];
    const products = (each.products ?? []).map((one) => productOf(one, shared)).filter((one) => one !== undefined);
    return [
      {
        vulnerability,
        products,
        status: each.status,
        justification: justificationOf(each.justification, each.impact_statement ?? each.action_statement),
        at: timeOf(each.last_updated, each.timestamp, read.last_updated, read.timestamp),
      },
    ];
  });
  const unusable = read.statements.length - statements.filter(({ products }) => products.length > 0).length;
  if (unusable > 0)
    notes.push(
      `${unusable} of ${read.statements.length} statements name no product or no vulnerability that can be recognised`,
    );
  return { id: read['@id'] ?? name, name, format: 'openvex', author: read.author ?? '', statements, notes };
}

function namesOf(vulnerability: Statement['vulnerability']): readonly string[] {
  if (vulnerability === undefined) return [];
  const names =
    typeof vulnerability === 'string'
      ? [vulnerability]
      : [
          vulnerability.name ?? vulnerability['@id'] ?? '',
          ...(vulnerability.aliases ?? []).slice(0, vexLimits.aliases),
        ];
  // An @id is an address that ends in the name.
  return names.map((each) => each.slice(each.lastIndexOf('/') + 1)).filter((each) => each !== '');
}

/** @param shared the parts that stand beside the products, for those that name none of their own */
function productOf(value: z.infer<typeof product>, shared: readonly Component[]): VexProduct | undefined {
  const identifiers = identifiersOf(value);
  if (identifiers.length === 0) return undefined;
  const own = typeof value === 'string' ? [] : (value.subcomponents ?? []);
  const told = own.length > 0 ? own : shared;
  const subcomponents = told.map(identifiersOf).filter((part) => part.length > 0);
  // A part that cannot be recognised must not make the statement one about the whole.
  return subcomponents.length === 0 && told.length > 0 ? undefined : { identifiers, subcomponents };
}

function identifiersOf(value: Component): readonly VexIdentifier[] {
  if (typeof value === 'string') return [identifierOf(value)].filter((each) => each !== undefined);
  const found = [value['@id'], ...Object.values(value.identifiers ?? {})].map((each) =>
    each === undefined ? undefined : identifierOf(each),
  );
  for (const [algorithm, hash] of Object.entries(value.hashes ?? {}))
    if (/^sha-?256$/i.test(algorithm)) found.push(identifierOf(hash));
  return found.filter((each) => each !== undefined);
}
