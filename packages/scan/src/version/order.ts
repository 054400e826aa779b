/**
 * What every version scheme is made of: reading a version once, and ordering two that were read.
 *
 * in     how to read one string, how to order two readings
 * out    a scheme that compares strings, and whose readings can be kept where one version meets many
 * holds  a string longer than any real version is not one: hostile input costs nothing; `order` is total over what `parse` gives
 */
import type { SchemeId, VersionScheme } from './scheme.ts';

export interface VersionOrder<Parsed = unknown> extends VersionScheme {
  /** undefined for what is not a version here. */
  parse(text: string): Parsed | undefined;
  order(a: Parsed, b: Parsed): number;
}

/** Characters. The longest version in public advisories has about a hundred. */
const longest = 256;

export function versionOrder<Parsed>(
  id: SchemeId,
  read: (text: string) => Parsed | undefined,
  order: (a: Parsed, b: Parsed) => number,
): VersionOrder<Parsed> {
  const parse = (text: string) => (text.length > longest ? undefined : read(text));
  return {
    id,
    parse,
    order,
    compare(a, b) {
      const left = parse(a);
      if (left === undefined) return undefined;
      const right = parse(b);
      return right === undefined ? undefined : order(left, right);
    },
  };
}
