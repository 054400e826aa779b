/**
 * RPM's order: epoch, version, release; `~` before the end, `^` after it but before anything that goes on.
 * rpm-version(7), https://rpm-software-management.github.io/rpm/man/rpm-version.7
 */
import { isDigit, isLetter, orderDigits, orderText, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

interface RpmVersion {
  readonly epoch: string;
  readonly version: string;
  /** undefined sorts before every release. */
  readonly release: string | undefined;
}

const pattern = /^(?:(\d{0,10}):)?([A-Za-z0-9._+~^%]+)(?:-([A-Za-z0-9._+~^%]+))?$/;

export const rpm = versionOrder<RpmVersion>(
  'rpm',
  (text) => {
    const match = pattern.exec(text);
    const version = match?.[2];
    // A word like `unknown` would sort, and say nothing.
    if (version === undefined || !/\d/.test(version)) return undefined;
    return { epoch: withoutLeadingZeros(match?.[1] || '0'), version, release: match?.[3] };
  },
  (a, b) => {
    const order = orderDigits(a.epoch, b.epoch) || orderPart(a.version, b.version);
    if (order !== 0 || a.release === b.release) return order;
    if (a.release === undefined) return -1;
    if (b.release === undefined) return 1;
    return orderPart(a.release, b.release);
  },
);

const tilde = 126;
const caret = 94;

function orderPart(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  for (;;) {
    i = pastSeparators(a, i);
    j = pastSeparators(b, j);
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(j);
    if (x === tilde || y === tilde) {
      if (x !== tilde) return 1;
      if (y !== tilde) return -1;
    } else if (x === caret || y === caret) {
      if (i >= a.length) return -1;
      if (j >= b.length) return 1;
      if (x !== caret) return 1;
      if (y !== caret) return -1;
    } else {
      if (i >= a.length || j >= b.length) return a.length - i - (b.length - j);
      const digits = isDigit(x);
      if (digits !== isDigit(y)) return digits ? 1 : -1;
      const ends = digits ? isDigit : isLetter;
      const left = stretch(a, i, ends);
      const right = stretch(b, j, ends);
      const order = digits
        ? orderDigits(withoutLeadingZeros(left), withoutLeadingZeros(right))
        : orderText(left, right);
      if (order !== 0) return order;
      i += left.length;
      j += right.length;
      continue;
    }
    i++;
    j++;
  }
}

function pastSeparators(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code) || isLetter(code) || code === tilde || code === caret) break;
  }
  return at;
}

function stretch(text: string, from: number, belongs: (code: number) => boolean): string {
  let end = from;
  while (end < text.length && belongs(text.charCodeAt(end))) end++;
  return text.slice(from, end);
}
