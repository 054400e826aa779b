/** What differs between two images: findings by key, packages by what and where they are. */
import type { Comparison } from '@plimsoll/api';
import type { ImageFinding, Package, ScanReport } from '@plimsoll/core';
import { byRisk, isOpen } from './image-risk.ts';

type Compared = Pick<Comparison, 'findings' | 'packages' | 'sharedLayers'>;

const mostTold = 1000;

export function compareReports(from: ScanReport, to: ScanReport): Compared {
  return {
    findings: compareFindings(from.findings.filter(isOpen), to.findings.filter(isOpen)),
    packages: comparePackages(from.packages, to.packages),
    sharedLayers: shared(from, to),
  };
}

function compareFindings(from: readonly ImageFinding[], to: readonly ImageFinding[]): Compared['findings'] {
  const before = new Map(from.map((finding) => [finding.key, finding]));
  const now = new Map(to.map((finding) => [finding.key, finding]));
  const added = [...now.values()].filter(({ key }) => !before.has(key)).sort(byRisk);
  const removed = [...before.values()].filter(({ key }) => !now.has(key)).sort(byRisk);
  const both = [...now.values()].flatMap((finding) => {
    const was = before.get(finding.key);
    return was === undefined ? [] : [{ from: was, to: finding }];
  });
  const changed = both.filter((pair) => marksOf(pair.from) !== marksOf(pair.to)).sort((a, b) => byRisk(a.to, b.to));
  return {
    added: added.slice(0, mostTold) as Compared['findings']['added'],
    removed: removed.slice(0, mostTold) as Compared['findings']['removed'],
    changed: changed.slice(0, mostTold) as Compared['findings']['changed'],
    addedTotal: added.length,
    removedTotal: removed.length,
    changedTotal: changed.length,
    kept: both.length - changed.length,
  };
}

function marksOf(finding: ImageFinding): string {
  const own = finding.kind === 'vulnerability' ? [finding.status, finding.fixedIn, finding.kev !== undefined] : [];
  return JSON.stringify([finding.severity, ...own]);
}

/** A package that is there in another version is changed; one that is there several times is told apart by its versions. */
function comparePackages(from: readonly Package[], to: readonly Package[]): Compared['packages'] {
  const [before, now] = [grouped(from), grouped(to)];
  const added: Package[] = [];
  const removed: Package[] = [];
  const changed: Compared['packages']['changed'] = [];
  let kept = 0;
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    const [were, are] = [before.get(key) ?? [], now.get(key) ?? []];
    const gone = were.filter(({ version }) => !are.some((one) => one.version === version));
    const come = are.filter(({ version }) => !were.some((one) => one.version === version));
    kept += are.length - come.length;
    while (gone.length > 0 && come.length > 0) {
      const [was, is] = [gone.shift() as Package, come.shift() as Package];
      changed.push({ type: is.type, name: is.name, path: is.path, from: was.version ?? null, to: is.version ?? null });
    }
    added.push(...come);
    removed.push(...gone);
  }
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return {
    added: added.sort(byName).slice(0, mostTold) as Compared['packages']['added'],
    removed: removed.sort(byName).slice(0, mostTold) as Compared['packages']['removed'],
    changed: changed.sort(byName).slice(0, mostTold),
    addedTotal: added.length,
    removedTotal: removed.length,
    changedTotal: changed.length,
    kept,
  };
}

function grouped(packages: readonly Package[]): ReadonlyMap<string, readonly Package[]> {
  const groups = new Map<string, Package[]>();
  for (const one of packages) {
    const key = `${one.type}\n${one.name}\n${one.architecture ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

function shared({ image: from }: ScanReport, { image: to }: ScanReport): number {
  let count = 0;
  while (count < to.layers.length && from.layers[count]?.diffId === to.layers[count]?.diffId) count++;
  return Math.min(count, from.layers.length);
}
