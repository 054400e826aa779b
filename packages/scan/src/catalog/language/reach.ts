/** Which packages of a lock file are there for development only, where the lock says so by its graph and not by a flag. */

export interface Graph {
  readonly runtime: Iterable<string>;
  readonly development: Iterable<string>;
  next(node: string): Iterable<string>;
}

/** Nodes that development roots reach and runtime roots do not. What neither reaches stays runtime: better once too often than never. */
export function developmentOnly({ runtime, development, next }: Graph): ReadonlySet<string> {
  const needed = reachable(runtime, next);
  const reached = reachable(development, next);
  for (const node of needed) reached.delete(node);
  return reached;
}

function reachable(roots: Iterable<string>, next: (node: string) => Iterable<string>): Set<string> {
  const seen = new Set<string>(roots);
  // A set yields what is added to it while it is walked.
  for (const node of seen) for (const each of next(node)) seen.add(each);
  return seen;
}
