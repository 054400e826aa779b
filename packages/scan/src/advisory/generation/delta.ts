import type { AdvisoryDelta } from '../advisory.ts';
import { compareBytes } from './byte-order.ts';
import type { Generation, StoredPackage } from './open-generation.ts';

/**
 * Packages whose records differ, in one pass over both: what must be matched again after an update. Without an earlier generation
 * everything is new. `exploited` are the CVEs that are known to be exploited only since.
 */
export function deltaBetween(from: Generation | undefined, to: Generation): AdvisoryDelta {
  const packages: { ecosystem: string; name: string }[] = [];
  const [before, after] = [cursorOver(from?.packages() ?? []), cursorOver(to.packages())];
  for (let [a, b] = [before.next(), after.next()]; a !== undefined || b !== undefined; ) {
    const order = a === undefined ? 1 : b === undefined ? -1 : compareKeys(a, b);
    const changed = order < 0 ? a : order > 0 || a?.fingerprint !== b?.fingerprint ? b : undefined;
    if (changed !== undefined) packages.push({ ecosystem: changed.ecosystem, name: changed.name });
    if (order <= 0) a = before.next();
    if (order >= 0) b = after.next();
  }
  const known = new Set(from?.exploited() ?? []);
  const exploited = to.exploited().filter((cve) => !known.has(cve));
  for (const cve of to.exploited()) known.delete(cve);
  return { from: from?.data.generation, to: to.data.generation, packages, exploited, noLongerExploited: [...known] };
}

function cursorOver(rows: Iterable<StoredPackage>): { next(): StoredPackage | undefined } {
  const iterator = rows[Symbol.iterator]();
  return {
    next() {
      const step = iterator.next();
      return step.done === true ? undefined : step.value;
    },
  };
}

function compareKeys(a: StoredPackage, b: StoredPackage): number {
  return compareBytes(a.ecosystem, b.ecosystem) || compareBytes(a.name, b.name);
}
