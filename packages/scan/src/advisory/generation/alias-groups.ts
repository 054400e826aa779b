/** Names that mean the same vulnerability, transitively: A = B and B = C make one group of three. */
export interface AliasGroups {
  join(id: string, aliases: readonly string[]): void;
  /** Sorted, with `id` itself. */
  of(id: string): readonly string[];
}

/** Union-find with path halving. */
export function createAliasGroups(): AliasGroups {
  const parents = new Map<string, string>();
  let members: Map<string, string[]> | undefined;
  const root = (id: string): string => {
    let at = id;
    for (;;) {
      const parent = parents.get(at);
      if (parent === undefined || parent === at) return at;
      const above = parents.get(parent) ?? parent;
      parents.set(at, above);
      at = above;
    }
  };
  return {
    join(id, aliases) {
      members = undefined;
      for (const alias of aliases) {
        for (const each of [id, alias]) if (!parents.has(each)) parents.set(each, each);
        const [a, b] = [root(id), root(alias)];
        if (a !== b) parents.set(a, b);
      }
    },
    of(id) {
      if (!parents.has(id)) return [id];
      members ??= gather(parents, root);
      return members.get(root(id)) ?? [id];
    },
  };
}

function gather(parents: ReadonlyMap<string, string>, root: (id: string) => string): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const id of parents.keys()) {
    const head = root(id);
    const known = members.get(head);
    if (known === undefined) members.set(head, [id]);
    else known.push(id);
  }
  for (const group of members.values()) group.sort();
  return members;
}
