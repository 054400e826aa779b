/**
 * Python's order, https://peps.python.org/pep-0440/ (now the "version specifiers" specification of the PyPA).
 * Reading is the library's; the key is made here, once for each version.
 */
import { parse } from '@renovatebot/pep440';
import { orderDigits, orderText, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

interface PepVersion {
  /** Epoch, then the release without trailing zeros. */
  readonly epoch: number;
  readonly release: readonly number[];
  /** Letter's rank and number of the pre-release; rank 0 for a development release of none, 4 for a release. */
  readonly pre: readonly [number, number];
  /** −1 without. */
  readonly post: number;
  /** Infinity without. */
  readonly dev: number;
  readonly local: readonly string[];
}

const letters = ['dev', 'a', 'b', 'rc'];
const released = letters.length;

export const pep440 = versionOrder<PepVersion>('pep440', read, (a, b) => {
  return (
    a.epoch - b.epoch ||
    orderRelease(a.release, b.release) ||
    a.pre[0] - b.pre[0] ||
    a.pre[1] - b.pre[1] ||
    a.post - b.post ||
    orderDev(a.dev, b.dev) ||
    orderLocal(a.local, b.local)
  );
});

function read(text: string): PepVersion | undefined {
  const version = parse(text);
  if (version === null) return undefined;
  const pre = pair(version.pre);
  const post = pair(version.post);
  const dev = pair(version.dev);
  const release = [...version.release];
  while (release.at(-1) === 0) release.pop();
  const numbers = [version.epoch, ...release, pre?.[1], post?.[1], dev?.[1]];
  // Beyond 53 bits the library's numbers are no longer what was written.
  if (numbers.some((number) => number !== undefined && !Number.isSafeInteger(number))) return undefined;
  return {
    epoch: version.epoch,
    release,
    pre: pre ? [letters.indexOf(pre[0]), pre[1]] : post === undefined && dev !== undefined ? [0, 0] : [released, 0],
    post: post?.[1] ?? -1,
    dev: dev?.[1] ?? Number.POSITIVE_INFINITY,
    local: text.includes('+')
      ? text
          .slice(text.indexOf('+') + 1)
          .toLowerCase()
          .split(/[._-]/)
      : [],
  };
}

function pair(value: unknown): readonly [string, number] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [letter, number] = value as readonly unknown[];
  return typeof letter === 'string' && typeof number === 'number' ? [letter, number] : undefined;
}

function orderRelease(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const order = (a[i] ?? 0) - (b[i] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** Both may be infinite, and infinite less infinite is no number. */
function orderDev(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Numbers are later than words; what goes on is later. */
function orderLocal(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const left = a[i] ?? '';
    const right = b[i] ?? '';
    const digits = /^\d+$/.test(left);
    if (digits !== /^\d+$/.test(right)) return digits ? 1 : -1;
    const order = digits ? orderDigits(withoutLeadingZeros(left), withoutLeadingZeros(right)) : orderText(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
