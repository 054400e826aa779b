/** Gathers what the analyzers say of one layer, within bounds. */
import type { Digest, ScanProblem } from '@plimsoll/core';
import type { FactSink } from './analyzer.ts';
import type { LayerFacts } from './layer-facts.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };
export type Gathered = Mutable<
  Pick<
    LayerFacts,
    'inventories' | 'releases' | 'links' | 'executables' | 'writable' | 'secrets' | 'malware' | 'problems'
  >
> & { passedOver: Record<string, number> };

/** Far above what any image has; a layer made to fill memory stops here, and says so. */
const most = { inventories: 300_000, packages: 1_000_000, facts: 100_000, problems: 1000 } as const;

/** A sink, and what went into it. `layer` goes into each problem. */
export function createGatherer(layer: Digest | undefined): { readonly sink: FactSink; readonly gathered: Gathered } {
  const gathered: Gathered = {
    inventories: [],
    releases: [],
    links: [],
    executables: [],
    writable: [],
    secrets: [],
    malware: [],
    problems: [],
    passedOver: {},
  };
  let packages = 0;

  function passedOver(reason: string): void {
    gathered.passedOver[reason] = (gathered.passedOver[reason] ?? 0) + 1;
  }
  function problem(each: Omit<ScanProblem, 'layer'>): void {
    if (gathered.problems.length < most.problems) gathered.problems.push({ ...each, layer });
    else passedOver('more problems than are kept');
  }
  function bounded<Item>(list: Item[], item: Item, what: string): void {
    if (list.length < most.facts) list.push(item);
    else passedOver(`more ${what} than are kept`);
  }

  const sink: FactSink = {
    inventory(inventory) {
      packages += inventory.packages.length;
      if (gathered.inventories.length < most.inventories && packages <= most.packages)
        gathered.inventories.push(inventory);
      else passedOver('more packages than are kept');
    },
    release: (path, release) => bounded(gathered.releases, { path, release }, 'release files'),
    link: (path, target, hard) => bounded(gathered.links, { path, target, hard }, 'links'),
    executable: (executable) => bounded(gathered.executables, executable, 'executables'),
    writable: (path, mode) => bounded(gathered.writable, { path, mode }, 'writable files'),
    secret: (secret) => bounded(gathered.secrets, secret, 'secrets'),
    malware: (malware) => bounded(gathered.malware, malware, 'malware matches'),
    problem,
    passedOver,
  };
  return { sink, gathered };
}
