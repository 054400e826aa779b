/** Which packages of a lock file are there for development only, where the lock says so by its graph and not by a flag. */

/** Nodes by whatever the lock file calls them by: a name, a number. */
export interface Graph<Node> {
  readonly runtime: Iterable<Node>;
  readonly development: Iterable<Node>;
  next(node: Node): Iterable<Node>;
}

/** Nodes that development roots reach and runtime roots do not. What neither reaches stays runtime: better once too often than never. */
export function developmentOnly<Node>({ runtime, development, next }: Graph<Node>): ReadonlySet<Node> {
  const needed = reachable(runtime, next);
  const reached = reachable(development, next);
  for (const node of needed) reached.delete(node);
  return reached;
}

function reachable<Node>(roots: Iterable<Node>, next: (node: Node) => Iterable<Node>): Set<Node> {
  const seen = new Set(roots);
  // A set yields what is added to it while it is walked.
  for (const node of seen) for (const each of next(node)) seen.add(each);
  return seen;
}
