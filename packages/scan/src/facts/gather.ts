/** Gathers what the analyzers say of one layer, within bounds. */
import type { Digest, ScanProblem } from '@plimsoll/core';
import type { FactSink } from './analyzer.ts';
import type { FoundPackage, Inventory, LayerFacts, Whiteout } from './layer-facts.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };
export type Gathered = Mutable<
  Pick<
    LayerFacts,
    'inventories' | 'releases' | 'links' | 'executables' | 'writable' | 'secrets' | 'malware' | 'problems' | 'whiteouts'
  >
> & { passedOver: Record<string, number> };

/** Far above what any image has; a layer made to fill memory stops here, and says so. */
const usual = {
  inventories: 300_000,
  packages: 1_000_000,
  facts: 100_000,
  problems: 1000,
  characters: 128 * 1024 ** 2,
};
export type GatherLimits = Readonly<typeof usual>;

export interface Gatherer {
  readonly sink: FactSink;
  whiteout(whiteout: Whiteout): void;
  readonly gathered: Gathered;
}

/** A sink, and what went into it. `layer` goes into each problem. */
export function createGatherer(layer: Digest | undefined, limits: Partial<GatherLimits> = {}): Gatherer {
  const most: GatherLimits = { ...usual, ...limits };
  const gathered: Gathered = {
    inventories: [],
    releases: [],
    links: [],
    executables: [],
    writable: [],
    secrets: [],
    malware: [],
    problems: [],
    whiteouts: [],
    passedOver: {},
  };
  let packages = 0;
  /** Of paths, names and the like: a limit on their number alone would let each of them be as long as it likes. */
  let characters = 0;
  const told = new Set<string>();

  function passedOver(reason: string): void {
    gathered.passedOver[reason] = (gathered.passedOver[reason] ?? 0) + 1;
  }
  function problem(each: Omit<ScanProblem, 'layer'>): void {
    if (gathered.problems.length < most.problems) gathered.problems.push({ ...each, layer });
    else passedOver('more problems than are kept');
  }
  /** What is left out may be what somebody looks for: the layer counts as not wholly read. */
  function full(what: string): void {
    if (!told.has(what)) {
      problem({ code: 'LAYER_TOO_LARGE', message: `the layer has more ${what} than are kept`, path: undefined });
    }
    told.add(what);
  }
  function fits(weight: number): boolean {
    characters += weight;
    return characters <= most.characters;
  }
  function bounded<Item>(
    list: Item[],
    item: Item,
    { what, weight }: { readonly what: string; readonly weight: number },
  ) {
    if (list.length < most.facts && fits(weight)) list.push(item);
    else full(what);
  }

  const sink: FactSink = {
    inventory(inventory) {
      packages += inventory.packages.length;
      const room = gathered.inventories.length < most.inventories && packages <= most.packages;
      if (room && fits(weightOf(inventory))) gathered.inventories.push(inventory);
      else full('packages');
    },
    release: (path, release) =>
      bounded(
        gathered.releases,
        { path, release },
        { what: 'release files', weight: path.length + JSON.stringify(release).length },
      ),
    link: (path, target, hard) =>
      bounded(gathered.links, { path, target, hard }, { what: 'links', weight: path.length + target.length }),
    executable: (executable) =>
      bounded(gathered.executables, executable, { what: 'executables', weight: executable.path.length }),
    writable: (path, mode) =>
      bounded(gathered.writable, { path, mode }, { what: 'writable files', weight: path.length }),
    secret: (secret) => bounded(gathered.secrets, secret, { what: 'secrets', weight: secret.path.length + 200 }),
    malware: (malware) =>
      bounded(gathered.malware, malware, { what: 'malware matches', weight: malware.path.length + 500 }),
    problem,
    passedOver,
  };
  const whiteout = (each: Whiteout) =>
    bounded(gathered.whiteouts, each, { what: 'deleted files', weight: each.path.length });
  return { sink, whiteout, gathered };
}

function weightOf({ path, packages, owned }: Inventory): number {
  let weight = path.length;
  for (const each of packages) weight += weightOfPackage(each);
  for (const { package: name, paths } of owned) weight += name.length + paths.length;
  return weight;
}

function weightOfPackage({ name, version, within, licence, dependsOn }: FoundPackage): number {
  let weight = 50 + name.length + (version?.length ?? 0) + (within?.length ?? 0) + (licence?.length ?? 0);
  for (const each of dependsOn) weight += each.length + 8;
  return weight;
}
