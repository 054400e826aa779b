/**
 * Records that speak of one vulnerability.
 *
 * in     judged advisories of one package
 * out    vulnerabilities, each with its names and the records about it
 * holds  aliases are followed transitively; `upstream` is not: an advisory that fixes three CVEs is one record about three
 *        vulnerabilities
 */
import { isDistribution } from '../advisory/record/package-name.ts';
import type { Judged } from './judge.ts';

export interface Vulnerability {
  /** CVE over GHSA over the database's own. */
  readonly id: string;
  /** The other names, sorted. */
  readonly aliases: readonly string[];
  readonly records: readonly Judged[];
}

/** @param judged of one package */
export function groupByVulnerability(judged: readonly Judged[]): readonly Vulnerability[] {
  const sets = createSets();
  const claims = judged.flatMap((each) => claimsOf(each).map((names) => ({ names, each })));
  for (const { names } of claims) sets.join(names);
  const groups = new Map<string, { readonly names: Set<string>; readonly records: Set<Judged> }>();
  for (const { names, each } of claims) {
    const root = sets.rootOf(names[0] ?? each.advisory.id);
    let group = groups.get(root);
    if (group === undefined) {
      group = { names: new Set(), records: new Set() };
      groups.set(root, group);
    }
    for (const name of names) group.names.add(name);
    group.records.add(each);
  }
  return [...groups.values()].map(({ names, records }) => {
    const [id = '', ...aliases] = [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    return { id, aliases: aliases.sort(), records: [...records] };
  });
}

/** The vulnerabilities a record is about, each with every name the record has for it. */
function claimsOf({ advisory, lookUp }: Judged): readonly (readonly string[])[] {
  const own = [advisory.id, ...advisory.aliases];
  if (!isDistribution(lookUp.ecosystem) || own.some(isCve)) return [own];
  const cves = advisory.upstream.filter(isCve);
  const upstream = cves.length > 0 ? cves : advisory.upstream.filter((id) => id.startsWith('GHSA-'));
  const [only] = upstream;
  if (only === undefined) return [own];
  return upstream.length === 1 ? [[only, ...own]] : upstream.map((cve) => [cve]);
}

function isCve(id: string): boolean {
  return id.startsWith('CVE-');
}

function rank(id: string): number {
  return isCve(id) ? 0 : id.startsWith('GHSA-') ? 1 : 2;
}

/** Union-find with halved paths. */
function createSets() {
  const parents = new Map<string, string>();
  function rootOf(name: string): string {
    let at = name;
    for (;;) {
      const parent = parents.get(at) ?? at;
      if (parent === at) return at;
      const above = parents.get(parent) ?? parent;
      parents.set(at, above);
      at = above;
    }
  }
  return {
    rootOf,
    join([first, ...others]: readonly string[]): void {
      if (first === undefined) return;
      for (const other of others) parents.set(rootOf(other), rootOf(first));
    },
  };
}
