/**
 * One CSAF VEX document of Red Hat: what is not fixed yet, or never will be. Fixes come from its records in OSV.
 * https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html, section 3.2
 */
import type { FixStatus, Rating } from '@plimsoll/core';
import { recordLimits as limits } from './limits.ts';
import type { NormalAffected, Normalised } from './normal-record.ts';
import { isCve } from './osv-record.ts';
import { asList, asName, asNames, asObject, asText, asTime, type Json } from './osv-shape.ts';
import { ratingOf, type VectorReader } from './severity.ts';

const open = { known_affected: 'not-fixed', under_investigation: 'under-investigation' } as const;

export function normaliseCsaf(value: unknown, vectors: VectorReader): Normalised {
  const json = asObject(value);
  const document = asObject(json?.document);
  const vulnerability = asObject(asList(json?.vulnerabilities)[0]);
  const cve = vulnerability?.cve;
  if (document === undefined || typeof cve !== 'string' || !isCve(cve))
    return { invalid: 'it is no VEX document about a CVE' };
  const products = productsOf(asObject(json?.product_tree));
  if (products === undefined) return { invalid: 'its tree of products is too deep or too large' };
  const remedies = remediesOf(vulnerability);
  const affected = new Map<string, NormalAffected>();
  for (const [state, status] of Object.entries(open)) {
    for (const id of asNames(asObject(vulnerability?.product_status)?.[state], limits.nameChars, limits.affected)) {
      const product = products.get(id);
      if (product === undefined || affected.has(id) || affected.size >= limits.affected) continue;
      affected.set(id, openPackage(product, state === 'known_affected' ? (remedies.get(id) ?? status) : status));
    }
  }
  const tracking = asObject(document.tracking);
  if (affected.size === 0) return { leftOut: 'no-package', id: cve };
  const title = asText(vulnerability?.title ?? document.title, limits.summaryChars);
  return {
    record: {
      head: {
        id: `REDHAT-${cve}`,
        aliases: [],
        upstream: [cve],
        malicious: false,
        ratings: ratings(document, vulnerability, vectors),
        publishedAt: asTime(tracking?.initial_release_date),
        modifiedAt: asTime(tracking?.current_release_date) ?? 0,
        summary: title,
      },
      affected: withoutRepeats([...affected.values()]),
      detail: {
        summary: title,
        details: noteOf(vulnerability),
        references: [`https://access.redhat.com/security/cve/${cve}`],
        cwes: [],
      },
    },
  };
}

interface Product {
  readonly ecosystem: string;
  readonly name: string;
}

/** `red_hat_enterprise_linux_9:openssl`: a component in a product, which is named by its CPE. */
function productsOf(tree: Json | undefined): ReadonlyMap<string, Product> | undefined {
  const cpes = new Map<string, string>();
  const components = new Map<string, string>();
  const waiting: { readonly node: Json; readonly depth: number }[] = asList(tree?.branches).flatMap((each) => {
    const node = asObject(each);
    return node === undefined ? [] : [{ node, depth: 1 }];
  });
  for (let seen = 0; waiting.length > 0; seen++) {
    const next = waiting.pop();
    if (next === undefined) break;
    if (next.depth > 30 || seen > 500_000) return undefined;
    const product = asObject(next.node.product);
    const id = asName(product?.product_id, limits.nameChars);
    const helper = asObject(product?.product_identification_helper);
    const cpe = asName(helper?.cpe, limits.nameChars);
    if (id !== undefined && cpe !== undefined) cpes.set(id, cpe);
    const purl = asName(helper?.purl, limits.urlChars);
    if (id !== undefined && purl !== undefined && isSource(purl)) components.set(id, nameIn(purl) ?? id);
    // A component without a version has no package URL in older documents; its id is its name.
    else if (id !== undefined && cpe === undefined && purl === undefined && /^[\w.+-]+$/.test(id))
      components.set(id, id);
    for (const each of asList(next.node.branches)) {
      const node = asObject(each);
      if (node !== undefined) waiting.push({ node, depth: next.depth + 1 });
    }
  }
  const products = new Map<string, Product>();
  for (const each of asList(tree?.relationships).slice(0, 500_000)) {
    const relation = asObject(each);
    const id = asName(asObject(relation?.full_product_name)?.product_id, limits.nameChars);
    const name = components.get(asName(relation?.product_reference, limits.nameChars) ?? '');
    const ecosystem = ecosystemOf(cpes.get(asName(relation?.relates_to_product_reference, limits.nameChars) ?? ''));
    if (id !== undefined && name !== undefined && ecosystem !== undefined) products.set(id, { ecosystem, name });
  }
  return products;
}

function isSource(purl: string): boolean {
  // Binary packages of every architecture would say the same again.
  return purl.startsWith('pkg:rpm/') && (!purl.includes('arch=') || purl.includes('arch=src'));
}

function nameIn(purl: string): string | undefined {
  const name = /^pkg:rpm\/(?:[^/@?]+\/)?([^/@?#]+)/.exec(purl)?.[1];
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** OSV names Red Hat's products by the CPE without its first parts: `Red Hat:enterprise_linux:9::appstream`. */
function ecosystemOf(cpe: string | undefined): string | undefined {
  const product = /^cpe:\/[ao]:redhat:(.+)$/.exec(cpe ?? '')?.[1];
  return product === undefined ? undefined : `Red Hat:${product}`;
}

function openPackage({ ecosystem, name }: Product, status: FixStatus): NormalAffected {
  return {
    ecosystem,
    package: name,
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
    versions: [],
    module: undefined,
    status,
    ratings: [],
    notAffected: false,
  };
}

function withoutRepeats(affected: readonly NormalAffected[]): readonly NormalAffected[] {
  const byKey = new Map(affected.map((each) => [`${each.ecosystem}\n${each.package}`, each]));
  return [...byKey.values()];
}

function remediesOf(vulnerability: Json | undefined): ReadonlyMap<string, FixStatus> {
  const remedies = new Map<string, FixStatus>();
  for (const each of asList(vulnerability?.remediations).slice(0, 10_000)) {
    const remedy = asObject(each);
    const status = statusOf(remedy?.category, asText(remedy?.details, 200).toLowerCase());
    if (status === undefined) continue;
    for (const id of asNames(remedy?.product_ids, limits.nameChars, limits.affected)) remedies.set(id, status);
  }
  return remedies;
}

function statusOf(category: unknown, details: string): FixStatus | undefined {
  if (category === 'no_fix_planned') return details.includes('out of support') ? 'end-of-life' : 'will-not-fix';
  if (category !== 'none_available') return undefined;
  return details.includes('deferred') ? 'fix-deferred' : 'not-fixed';
}

function ratings(document: Json, vulnerability: Json | undefined, vectors: VectorReader): readonly Rating[] {
  const word = asName(asObject(document.aggregate_severity)?.text, 40);
  const scores = asList(vulnerability?.scores)
    .slice(0, 20)
    .flatMap((each) => {
      const score = asObject(each);
      const vector = asObject(score?.cvss_v4 ?? score?.cvss_v3 ?? score?.cvss_v2)?.vectorString;
      return typeof vector === 'string' ? (vectors(vector) ?? []) : [];
    });
  const rating = ratingOf('red-hat', { word, vectors: scores });
  return rating === undefined ? [] : [rating];
}

function noteOf(vulnerability: Json | undefined): string {
  const notes = asList(vulnerability?.notes).map(asObject);
  const note = notes.find((each) => each?.category === 'description') ?? notes[0];
  return asText(note?.text, limits.detailChars);
}
