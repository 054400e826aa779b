/**
 * Holds wire types against domain types while compiling, so that they cannot drift apart.
 *
 * in     a type that Zod infers, and the core type it stands for
 * out    `true`, or `false` where one of them says something the other does not
 * holds  only these differences pass: readonly or not, and a key that may be left out or is there as undefined (JSON has
 *        no undefined)
 */
type Plain = string | number | boolean | bigint | null | undefined;
type Settled<T> = T extends Plain
  ? T
  : T extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<K, Settled<V>>
    : T extends readonly unknown[]
      ? { readonly [I in keyof T]: Settled<T[I]> }
      : { readonly [K in keyof T]-?: Settled<T[K]> | Extract<T[K], undefined> };

/** Assignable in both directions, at every depth. */
export type Same<Wire, Core> = [Settled<Wire>] extends [Settled<Core>]
  ? [Settled<Core>] extends [Settled<Wire>]
    ? true
    : false
  : false;

/** Fails to compile unless its argument is `true`. */
export type Holds<_Check extends true> = true;
