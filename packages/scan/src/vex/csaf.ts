/** CSAF 2.0, profiles "VEX" and "security advisory": https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html */
import { z } from 'zod';
import { type CsafProducts, productsOf } from './csaf-products.ts';
import { justificationOf, text, texts, timeOf } from './field.ts';
import { vexLimits } from './limits.ts';
import type { VexDocument, VexProduct, VexStatement, VexStatus } from './vex-document.ts';

const said = z.object({ product_ids: texts.optional(), group_ids: texts.optional() });

const document = z.object({
  document: z.object({
    tracking: z.object({ id: text, current_release_date: text.optional(), initial_release_date: text.optional() }),
    publisher: z.object({ name: text.optional() }).optional(),
  }),
  product_tree: z.unknown().optional(),
  vulnerabilities: z
    .array(
      z.object({
        cve: text.optional(),
        ids: z
          .array(z.object({ text: text }))
          .max(vexLimits.aliases)
          .optional(),
        product_status: z.record(text, texts).optional(),
        flags: z
          .array(said.extend({ label: text, date: text.optional() }))
          .max(vexLimits.statements)
          .optional(),
        threats: z
          .array(said.extend({ category: text, details: z.string(), date: text.optional() }))
          .max(vexLimits.statements)
          .optional(),
      }),
    )
    .max(vexLimits.statements)
    .optional(),
});
type Vulnerability = NonNullable<z.infer<typeof document>['vulnerabilities']>[number];

const statuses: readonly (readonly [string, VexStatus])[] = [
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['known_not_affected', 'not_affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['under_investigation', 'under_investigation'],
];

export function readCsaf(json: unknown, name: string): Omit<VexDocument, 'trust'> {
  const read = document.parse(json);
  const { tracking, publisher } = read.document;
  const products = productsOf(read.product_tree);
  const at = timeOf(tracking.current_release_date, tracking.initial_release_date);
  const unknown = new Set<string>();
  const groups = createGroups(products);
  const statements = (read.vulnerabilities ?? []).flatMap((vulnerability) =>
    statementsOf(vulnerability, { products, groups, at, unknown }),
  );
  return {
    id: tracking.id,
    name,
    format: 'csaf',
    author: publisher?.name ?? '',
    statements,
    notes: [
      ...notesOf(unknown.size, products.platforms),
      ...(groups.leftOut() ? ['its groups of products are named too often: some of its reasons were left out'] : []),
    ],
  };
}

function notesOf(unknown: number, platforms: ReadonlySet<string>): readonly string[] {
  if (unknown === 0) return [];
  const [first] = platforms;
  return [
    `${unknown} products of its statements cannot be recognised`,
    ...(first === undefined
      ? []
      : [
          `whether an image is one of ${platforms.size} platforms it names cannot be decided, such as ${first.slice(0, 100)}: what it says of them was not applied`,
        ]),
  ];
}

interface Groups {
  productsOf(group: string): readonly string[];
  /** Whether some were not told any more. */
  leftOut(): boolean;
}

/** Each mention of a group stands for all its products: many mentions of a large one would never end. */
function createGroups({ groups }: CsafProducts): Groups {
  let left: number = vexLimits.grouped;
  return {
    productsOf(group) {
      const ids = groups.get(group) ?? [];
      left -= ids.length;
      return left < 0 ? [] : ids;
    },
    leftOut: () => left < 0,
  };
}

interface CsafContext {
  readonly products: CsafProducts;
  readonly groups: Groups;
  readonly at: VexStatement['at'];
  /** Ids of products nothing identifies. */
  readonly unknown: Set<string>;
}

function statementsOf(
  vulnerability: Vulnerability,
  { products, groups, at, unknown }: CsafContext,
): readonly VexStatement[] {
  const names = [vulnerability.cve, ...(vulnerability.ids ?? []).map((id) => id.text)].filter(
    (id) => id !== undefined && id !== '',
  );
  if (names.length === 0) return [];
  const reasons = reasonsOf(vulnerability, groups);
  const found: VexStatement[] = [];
  for (const [key, status] of statuses) {
    const byReason = new Map<string, VexProduct[]>();
    for (const id of vulnerability.product_status?.[key] ?? []) {
      const product = products.byId.get(id);
      if (product === undefined) {
        unknown.add(id);
        continue;
      }
      const reason = reasons.get(id) ?? '';
      const others = byReason.get(reason);
      if (others === undefined) byReason.set(reason, [product]);
      else others.push(product);
    }
    for (const [justification, group] of byReason)
      found.push({ vulnerability: names as readonly string[], products: group, status, justification, at });
  }
  return found;
}

/** Flags are labels, threats of category "impact" are words; both name products or groups of them. */
function reasonsOf({ flags, threats }: Vulnerability, groups: Groups): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const words = new Map<string, string>();
  const idsOf = ({ product_ids, group_ids }: z.infer<typeof said>) => [
    ...(product_ids ?? []),
    ...(group_ids ?? []).flatMap((group) => groups.productsOf(group)),
  ];
  for (const flag of flags ?? []) for (const id of idsOf(flag)) labels.set(id, flag.label);
  for (const threat of threats ?? [])
    if (threat.category === 'impact') for (const id of idsOf(threat)) words.set(id, threat.details);
  return new Map(
    [...new Set([...labels.keys(), ...words.keys()])].map((id) => [id, justificationOf(labels.get(id), words.get(id))]),
  );
}
