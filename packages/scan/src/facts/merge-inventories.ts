/**
 * Which packages are there at the top, and in which layer each of them came.
 *
 * A database is written anew by every layer that installs something, so the last one is the truth; a package belongs to the first layer
 * from which on it stood in every version of the database with the same version of itself.
 */
import type { FoundPackage, Inventory, LayerFacts } from './layer-facts.ts';
import type { LayerStack } from './merge-visibility.ts';

export interface PlacedPackage {
  readonly found: FoundPackage;
  /** Of the inventory. */
  readonly path: string;
  readonly cataloger: string;
  readonly layer: number;
}

interface PlacedInventory {
  readonly inventory: Inventory;
  readonly layer: number;
}

/** Of two lock files in one folder their program reads one: lockfile.zig of oven-sh/bun, https://docs.npmjs.com/cli/configuring-npm/npm-shrinkwrap-json */
const readInstead: ReadonlyMap<string, string> = new Map([
  ['bun.lockb', 'bun.lock'],
  ['package-lock.json', 'npm-shrinkwrap.json'],
]);

/** Those that can be seen; of one path all layers' versions, lowest first. */
export function placePackages(layers: readonly LayerFacts[], stack: LayerStack): readonly PlacedPackage[] {
  const places = [...inventoriesByPlace(layers).values()].filter((versions) => {
    const { inventory, layer } = versions.at(-1) as PlacedInventory;
    return stack.visible(inventory.path, layer);
  });
  const paths = new Set(places.map(([version]) => version?.inventory.path));
  const placed: PlacedPackage[] = [];
  for (const versions of places) {
    const last = versions.at(-1) as PlacedInventory;
    const { path, cataloger } = last.inventory;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const instead = readInstead.get(path.slice(folder.length));
    if (instead !== undefined && paths.has(folder + instead)) continue;
    const unbroken = sinceDeletion(versions, stack.deletedAt(path));
    const [alone, another] = last.inventory.packages;
    // Most inventories are one package in one file.
    if (unbroken.length === 1 && another === undefined) {
      if (alone !== undefined) placed.push({ found: alone, path, cataloger, layer: last.layer });
      continue;
    }
    for (const { found, layer } of attribute(unbroken)) placed.push({ found, path, cataloger, layer });
  }
  return placed;
}

/** What lists owned files and is not hidden, topmost layer first. */
export function visibleOwnership(layers: readonly LayerFacts[], stack: LayerStack): readonly Inventory[] {
  const found: Inventory[] = [];
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    for (const inventory of (layers[layer] as LayerFacts).inventories) {
      if (inventory.owned.length > 0 && stack.visible(inventory.path, layer)) found.push(inventory);
    }
  }
  return found;
}

function inventoriesByPlace(layers: readonly LayerFacts[]): Map<string, PlacedInventory[]> {
  const places = new Map<string, PlacedInventory[]>();
  function add(inventory: Inventory, layer: number): void {
    const key = `${inventory.cataloger}\n${inventory.path}`;
    const versions = places.get(key);
    if (versions === undefined) places.set(key, [{ inventory, layer }]);
    // The same path twice in one layer: the later entry overwrites the earlier one.
    else if (versions.at(-1)?.layer === layer) versions[versions.length - 1] = { inventory, layer };
    else versions.push({ inventory, layer });
  }
  /** What was last read at a path, for hard links: they have no bytes of their own, what holds for their target holds for them. */
  const latest = new Map<string, { inventories: Inventory[]; layer: number }>();
  layers.forEach((facts, layer) => {
    for (const inventory of facts.inventories) {
      if (inventory.packages.length === 0 && inventory.owned.length > 0) continue;
      add(inventory, layer);
      const there = latest.get(inventory.path);
      if (there?.layer === layer) there.inventories.push(inventory);
      else latest.set(inventory.path, { inventories: [inventory], layer });
    }
    for (const { path, target, hard } of facts.links) {
      if (hard) for (const inventory of latest.get(target)?.inventories ?? []) add({ ...inventory, path }, layer);
    }
  });
  return places;
}

function sinceDeletion(versions: readonly PlacedInventory[], deletedAt: number): readonly PlacedInventory[] {
  if (deletedAt === -1) return versions;
  return versions.filter(({ layer }) => layer >= deletedAt);
}

function attribute(
  versions: readonly PlacedInventory[],
): readonly { readonly found: FoundPackage; readonly layer: number }[] {
  const last = versions.at(-1) as PlacedInventory;
  const first = new Map<string, { found: FoundPackage; layer: number }>();
  for (const found of last.inventory.packages) {
    const key = keyOf(found);
    // Named twice: as needed at run time and for development only. The former counts.
    if (first.get(key)?.found.scope !== 'runtime') first.set(key, { found, layer: last.layer });
  }
  let open = new Set(first.keys());
  for (let index = versions.length - 2; index >= 0 && open.size > 0; index--) {
    const { inventory, layer } = versions[index] as PlacedInventory;
    const still = new Set<string>();
    for (const earlier of inventory.packages) {
      const key = keyOf(earlier);
      const entry = open.has(key) ? first.get(key) : undefined;
      if (entry === undefined) continue;
      still.add(key);
      entry.layer = layer;
      // A layer has the licence texts only of the packages that it brought.
      if (entry.found.licence === undefined && earlier.licence !== undefined)
        entry.found = { ...entry.found, licence: earlier.licence };
    }
    open = still;
  }
  return [...first.values()];
}

function keyOf({ name, version, architecture, within }: FoundPackage): string {
  return `${name}\n${version}\n${architecture}\n${within}`;
}
