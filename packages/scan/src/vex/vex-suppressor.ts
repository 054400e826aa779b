/** Applies documents to findings: not_affected and fixed suppress, affected and under_investigation are added to the grounds. */
import type { ImageFinding, VulnerabilityFinding } from '@plimsoll/core';
import type { Suppressor } from '../scan/scanner.ts';
import { type Coverage, createProductMatcher } from './product-match.ts';
import type { VexDocument, VexProduct, VexStatement, VexStatus } from './vex-document.ts';

interface Said {
  readonly statement: VexStatement;
  readonly document: VexDocument;
}

/** Anybody who may write to a repository may put a document beside an image there: only a signature makes it somebody's word. */
function counts({ document }: Said): boolean {
  return document.beside !== true || document.trust === 'verified';
}

/** Of two words at one time the one that suppresses least counts. */
const caution: Readonly<Record<VexStatus, number>> = { affected: 0, under_investigation: 1, fixed: 2, not_affected: 3 };

/** Of all documents together: the latest word wins, whoever's it is. What lies beside an image counts only when it is verified. */
export function vexSuppressor(documents: readonly VexDocument[]): Suppressor {
  const byName = new Map<string, Said[]>();
  for (const document of documents)
    for (const statement of document.statements) {
      const said = { statement, document };
      for (const name of new Set(statement.vulnerability.map(asName))) {
        const others = byName.get(name);
        if (others === undefined) byName.set(name, [said]);
        else others.push(said);
      }
    }
  if (byName.size === 0) return (findings) => findings;
  return (findings, subject) => {
    const matcher = createProductMatcher(subject);
    return findings.map((finding): ImageFinding => {
      if (finding.kind !== 'vulnerability' || finding.suppressed !== undefined) return finding;
      const said = new Set<Said>();
      const idle = new Map<Said, string>();
      const names = new Set([finding.id, ...finding.aliases, finding.why.source].map(asName));
      for (const each of new Set([...names].flatMap((name) => byName.get(name) ?? []))) {
        const coverage = coverageOf(each.statement, (product) => matcher.covers(product, finding.package));
        if (coverage === 'no') continue;
        if (!counts(each)) idle.set(each, 'not applied: nobody who is trusted signed it');
        else if (coverage === 'yes') said.add(each);
        else idle.set(each, 'as a part of something else; whether it is here only as that part cannot be decided');
      }
      const noted = idle.size === 0 ? finding : withIdle(finding, idle);
      return said.size === 0 ? noted : judged(noted, [...said].toSorted(latestFirst));
    });
  };
}

function coverageOf({ products }: VexStatement, covers: (product: VexProduct) => Coverage): Coverage {
  let best: Coverage = 'no';
  for (const product of products) {
    const coverage = covers(product);
    if (coverage === 'yes') return coverage;
    if (coverage === 'unsure') best = coverage;
  }
  return best;
}

/** What would take the finding away and does not. */
function withIdle(finding: VulnerabilityFinding, idle: ReadonlyMap<Said, string>): VulnerabilityFinding {
  const told = [...idle]
    .filter(([{ statement }]) => opposes(statement.status, 'affected'))
    .slice(0, 3)
    .map(
      ([{ statement, document }, why]) => `${document.id} says ${words(statement.status)}${when(statement)} (${why})`,
    );
  if (told.length === 0) return finding;
  return { ...finding, why: { ...finding.why, condition: [finding.why.condition, ...told].join('; ') } };
}

/** Ids are ids however they are spelled: GHSA's are handed about in both cases. */
function asName(id: string): string {
  return id.toUpperCase();
}

function latestFirst(a: Said, b: Said): number {
  const [left, right] = [a.statement.at ?? Number.NEGATIVE_INFINITY, b.statement.at ?? Number.NEGATIVE_INFINITY];
  if (left !== right) return left > right ? -1 : 1;
  return caution[a.statement.status] - caution[b.statement.status];
}

function judged(finding: VulnerabilityFinding, [last, ...earlier]: readonly Said[]): VulnerabilityFinding {
  if (last === undefined) return finding;
  const { statement, document } = last;
  const others = earlier.filter((each) => opposes(each.statement.status, statement.status));
  const remarks = [
    ...(document.trust === 'unverified' ? ['its signature was not verified'] : []),
    ...others
      .slice(0, 3)
      .map((each) => `${each.document.id} says ${words(each.statement.status)}${when(each.statement)}`),
  ];
  const remark = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  if (statement.status === 'affected' || statement.status === 'under_investigation') {
    const said = `${document.id} says ${words(statement.status)}${when(statement)}${remark}`;
    return {
      ...finding,
      status:
        statement.status === 'under_investigation' && finding.status === 'not-fixed'
          ? 'under-investigation'
          : finding.status,
      why: { ...finding.why, condition: `${finding.why.condition}; ${said}` },
    };
  }
  return {
    ...finding,
    suppressed: {
      by: 'vex',
      source: document.id,
      status: statement.status,
      justification: `${statement.justification === '' ? `says ${words(statement.status)}` : statement.justification}${remark}`,
      owner: document.author === '' ? undefined : document.author,
      until: undefined,
    },
  };
}

/** One suppresses and the other does not. */
function opposes(a: VexStatus, b: VexStatus): boolean {
  return caution[a] < 2 !== caution[b] < 2;
}

function words(status: VexStatus): string {
  return status.replaceAll('_', ' ');
}

function when({ at }: VexStatement): string {
  return at === undefined ? '' : ` on ${new Date(at).toISOString().slice(0, 10)}`;
}

/** What a reader must know of the documents that were given. */
export function vexNotes(documents: readonly VexDocument[]): readonly string[] {
  return documents.flatMap(({ name, notes, trust, beside, statements }) => [
    ...notes.map((note) => `VEX ${name}: ${note}.`),
    ...(trust === 'unverified'
      ? [
          beside === true
            ? `VEX ${name} lies beside the image in its registry and was not applied: nobody who is trusted signed it.`
            : `VEX ${name} comes from an attestation whose signature was not verified.`,
        ]
      : []),
    ...(statements.length === 0 ? [`VEX ${name} says nothing about any vulnerability.`] : []),
  ]);
}
