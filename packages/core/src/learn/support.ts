/**
 * Support: which items a workload showed, and in how many distinct blocks.
 *
 * in     items as two 32-bit words (a syscall, a pair, six tokens, the hash of a text) with the hash of the block that showed them
 * out    unknown, probationary (one block) or trusted (two or more), and roughly how many blocks
 * holds  below the capacity, merge is commutative, associative and idempotent: an item keeps its two smallest blocks and a bitmap,
 *        and the union of two of them is the same in any order. At the capacity items with one block go first, which can only
 *        lower trust, never raise it
 *
 * An open-addressing table in typed arrays: 24 bytes an item at half load, no object an item.
 */
import { hashWord } from './hash.ts';

export type Trust = 'unknown' | 'probationary' | 'trusted';

const emptyBlock = 0;

export class SupportTable {
  readonly capacity: number;
  #size = 0;
  #mask: number;
  #high: Uint32Array;
  #low: Uint32Array;
  /** The two smallest block hashes; 0 where there is none, so a hash is never 0. */
  #first: Uint32Array;
  #second: Uint32Array;
  /** Linear counting: bit (block mod 32) of every block. */
  #all: Uint32Array;
  /** The same of one block in sixteen, for counts the first bitmap is too small for. */
  #some: Uint32Array;
  #evicted = 0;

  constructor(capacity: number, slots = 64) {
    this.capacity = capacity;
    this.#mask = slots - 1;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#first = new Uint32Array(slots);
    this.#second = new Uint32Array(slots);
    this.#all = new Uint32Array(slots);
    this.#some = new Uint32Array(slots);
  }

  get size(): number {
    return this.#size;
  }

  /** Items that were dropped for want of room; above 0, "unknown" may mean "forgotten". */
  get evicted(): number {
    return this.#evicted;
  }

  get bytes(): number {
    return this.#high.length * 24;
  }

  /** Adds one block to an item. True when the item or its support changed. */
  add(high: number, low: number, block: number): boolean {
    const slot = this.#find(high, low);
    // Most often the item was just seen in this very block.
    if (block !== emptyBlock && (this.#first[slot] === block || this.#second[slot] === block)) return false;
    const [all, some] = bits(block);
    return this.join({ high, low, first: block === emptyBlock ? 1 : block, second: emptyBlock, all, some });
  }

  /** The union with an item of another table. */
  join(item: SupportItem): boolean {
    let slot = this.#find(item.high, item.low);
    if (this.#first[slot] === emptyBlock) {
      if (this.#size >= this.capacity) this.#evict();
      if (this.#size * 2 >= this.#mask) this.#resize((this.#mask + 1) * 2);
      slot = this.#find(item.high, item.low);
      this.#put(slot, item);
      this.#size++;
      return true;
    }
    return this.#unite(slot, item);
  }

  trust(high: number, low: number): Trust {
    const slot = this.#find(high, low);
    if (this.#first[slot] === emptyBlock) return 'unknown';
    return this.#second[slot] === emptyBlock ? 'probationary' : 'trusted';
  }

  /** How many blocks showed the item: exact for 0 and 1, an estimate that saturates at about 2,000. */
  blocks(high: number, low: number): number {
    const slot = this.#find(high, low);
    return this.#first[slot] === emptyBlock ? 0 : this.#count(slot);
  }

  *items(): Iterable<SupportItem & { readonly blocks: number }> {
    for (let slot = 0; slot <= this.#mask; slot++) {
      if (this.#first[slot] !== emptyBlock) yield { ...this.#at(slot), blocks: this.#count(slot) };
    }
  }

  copy(): SupportTable {
    const copied = new SupportTable(this.capacity, this.#mask + 1);
    copied.#high.set(this.#high);
    copied.#low.set(this.#low);
    copied.#first.set(this.#first);
    copied.#second.set(this.#second);
    copied.#all.set(this.#all);
    copied.#some.set(this.#some);
    copied.#size = this.#size;
    copied.#evicted = this.#evicted;
    return copied;
  }

  /** Counts what another table had to drop as dropped here too. */
  noteEvicted(count: number): void {
    this.#evicted = Math.max(this.#evicted, count);
  }

  #at(slot: number): SupportItem {
    return {
      high: this.#high[slot] as number,
      low: this.#low[slot] as number,
      first: this.#first[slot] as number,
      second: this.#second[slot] as number,
      all: this.#all[slot] as number,
      some: this.#some[slot] as number,
    };
  }

  #find(high: number, low: number): number {
    let slot = hashWord(hashWord(0x9747b28c, high), low) & this.#mask;
    while (this.#first[slot] !== emptyBlock && (this.#high[slot] !== high || this.#low[slot] !== low)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #put(slot: number, item: SupportItem): void {
    this.#high[slot] = item.high;
    this.#low[slot] = item.low;
    this.#first[slot] = item.first;
    this.#second[slot] = item.second;
    this.#all[slot] = item.all;
    this.#some[slot] = item.some;
  }

  #unite(slot: number, item: SupportItem): boolean {
    const before = this.#at(slot);
    let [first, second] = [before.first, before.second];
    for (const block of [item.first, item.second]) {
      if (block === emptyBlock || block === first || block === second) continue;
      if (block < first) [first, second] = [block, first];
      else if (second === emptyBlock || block < second) second = block;
    }
    const all = (before.all | item.all) >>> 0;
    const some = (before.some | item.some) >>> 0;
    if (first === before.first && second === before.second && all === before.all && some === before.some) return false;
    this.#first[slot] = first;
    this.#second[slot] = second;
    this.#all[slot] = all;
    this.#some[slot] = some;
    return true;
  }

  #count(slot: number): number {
    if (this.#second[slot] === emptyBlock) return 1;
    const all = linearCount(this.#all[slot] as number);
    return Math.max(2, all < 48 ? all : Math.max(all, 16 * linearCount(this.#some[slot] as number)));
  }

  /** Makes room: drops items that one block showed (a sixteenth of the table at most), then those fewest blocks showed. */
  #evict(): void {
    const weakestFirst = [...this.items()].sort((a, b) => a.blocks - b.blocks || a.high - b.high || a.low - b.low);
    const dropped = Math.max(1, this.capacity >> 4);
    const kept = weakestFirst.slice(dropped);
    this.#evicted += dropped;
    this.#rebuild(kept, this.#mask + 1);
  }

  #resize(slots: number): void {
    this.#rebuild([...this.items()], slots);
  }

  #rebuild(items: readonly SupportItem[], slots: number): void {
    this.#mask = slots - 1;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#first = new Uint32Array(slots);
    this.#second = new Uint32Array(slots);
    this.#all = new Uint32Array(slots);
    this.#some = new Uint32Array(slots);
    for (const item of items) this.#put(this.#find(item.high, item.low), item);
    this.#size = items.length;
  }
}

export interface SupportItem {
  readonly high: number;
  readonly low: number;
  readonly first: number;
  readonly second: number;
  readonly all: number;
  readonly some: number;
}

export function mergeSupport(a: SupportTable, b: SupportTable): SupportTable {
  const [large, small] = a.size >= b.size ? [a, b] : [b, a];
  const merged = large.copy();
  merged.noteEvicted(small.evicted);
  for (const item of small.items()) merged.join(item);
  return merged;
}

function bits(block: number): [number, number] {
  const mixed = hashWord(0x2545f491, block);
  return [(1 << (mixed & 31)) >>> 0, (mixed >>> 5) % 16 === 0 ? (1 << ((mixed >>> 9) & 31)) >>> 0 : 0];
}

/** Whang, Vander-Zanden, Taylor (1990): −m ln(empty/m) for m = 32 bits. */
function linearCount(bitmap: number): number {
  let ones = 0;
  for (let rest = bitmap; rest !== 0; rest &= rest - 1) ones++;
  return Math.round(-32 * Math.log((ones === 32 ? 0.5 : 32 - ones) / 32));
}
