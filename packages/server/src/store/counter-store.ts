/** Numbers that only grow and outlive a restart: events seen, and everything that was let go of. A port. */
export interface CounterStore {
  add(name: string, by: number): Promise<void>;
  all(): Promise<ReadonlyMap<string, number>>;
}
