/** Counts by a 64-bit key (two words) in an open-addressing table of typed arrays: 12 bytes a slot, at most half full. */
export class CountTable {
  #mask = 255;
  #used = 0;
  #a = new Uint32Array(256);
  #b = new Uint32Array(256);
  #counts = new Int32Array(256);
  #taken = new Uint8Array(256);

  get(a: number, b: number): number {
    const mask = this.#mask;
    let slot = (a ^ (b >>> 15)) & mask;
    while (this.#taken[slot] === 1) {
      if (this.#a[slot] === a && this.#b[slot] === b) return this.#counts[slot] as number;
      slot = (slot + 1) & mask;
    }
    return 0;
  }

  /** Returns the count before. */
  add(a: number, b: number, count: number): number {
    let slot = this.#find(a, b);
    if (this.#taken[slot] === 0) {
      if (this.#used * 2 > this.#mask) {
        this.#grow();
        slot = this.#find(a, b);
      }
      this.#taken[slot] = 1;
      this.#a[slot] = a;
      this.#b[slot] = b;
      this.#used++;
    }
    const before = this.#counts[slot] as number;
    this.#counts[slot] = before + count;
    return before;
  }

  get bytes(): number {
    return (this.#mask + 1) * 13;
  }

  #find(a: number, b: number): number {
    const mask = this.#mask;
    let slot = (a ^ (b >>> 15)) & mask;
    while (this.#taken[slot] === 1 && (this.#a[slot] !== a || this.#b[slot] !== b)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [a, b, counts, taken] = [this.#a, this.#b, this.#counts, this.#taken];
    const slots = (this.#mask + 1) * 2;
    this.#mask = slots - 1;
    this.#a = new Uint32Array(slots);
    this.#b = new Uint32Array(slots);
    this.#counts = new Int32Array(slots);
    this.#taken = new Uint8Array(slots);
    for (let old = 0; old < taken.length; old++) {
      if (taken[old] === 0) continue;
      const slot = this.#find(a[old] as number, b[old] as number);
      this.#taken[slot] = 1;
      this.#a[slot] = a[old] as number;
      this.#b[slot] = b[old] as number;
      this.#counts[slot] = counts[old] as number;
    }
  }
}
