/** Versions read once for a whole match: the same few events are held against thousands of packages. */
import type { VersionOrder } from '../version/order.ts';

export interface Readings {
  /** Negative, 0 or positive; undefined when either cannot be read. */
  compare(scheme: VersionOrder, a: string, b: string): number | undefined;
  readable(scheme: VersionOrder, text: string): boolean;
}

export function createReadings(): Readings {
  const known = new Map<VersionOrder, Map<string, unknown>>();
  function read(scheme: VersionOrder, text: string): unknown {
    let texts = known.get(scheme);
    if (texts === undefined) {
      texts = new Map();
      known.set(scheme, texts);
    }
    const seen = texts.get(text);
    if (seen !== undefined || texts.has(text)) return seen;
    const parsed = scheme.parse(text);
    texts.set(text, parsed);
    return parsed;
  }
  return {
    compare(scheme, a, b) {
      const left = read(scheme, a);
      if (left === undefined) return undefined;
      const right = read(scheme, b);
      return right === undefined ? undefined : scheme.order(left, right);
    },
    readable: (scheme, text) => read(scheme, text) !== undefined,
  };
}
