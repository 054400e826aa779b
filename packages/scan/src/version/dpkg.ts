/**
 * Debian's order: epoch, upstream version, revision; `~` before everything, even before the end.
 * Debian Policy 5.6.12, https://www.debian.org/doc/debian-policy/ch-controlfields.html#version
 */
import { isDigit, isLetter, orderDigits, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

interface DpkgVersion {
  readonly epoch: string;
  readonly upstream: string;
  /** '' where there is none, which is the same as `0`. */
  readonly revision: string;
}

const pattern = /^(?:(\d{1,10}):)?(\d[A-Za-z0-9.+~:-]*)$/;

export const dpkg = versionOrder<DpkgVersion>(
  'dpkg',
  (text) => {
    const match = pattern.exec(text);
    const rest = match?.[2];
    if (rest === undefined) return undefined;
    const epoch = match?.[1];
    // Without an epoch a colon could not be told from one.
    if (epoch === undefined && rest.includes(':')) return undefined;
    const dash = rest.lastIndexOf('-');
    if (dash === rest.length - 1) return undefined;
    const upstream = dash < 0 ? rest : rest.slice(0, dash);
    const revision = dash < 0 ? '' : rest.slice(dash + 1);
    if (revision.includes(':')) return undefined;
    return { epoch: withoutLeadingZeros(epoch ?? '0'), upstream, revision };
  },
  (a, b) => orderDigits(a.epoch, b.epoch) || orderPart(a.upstream, b.upstream) || orderPart(a.revision, b.revision),
);

/** Stretches without digits and stretches of digits in turn. */
function orderPart(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a.charCodeAt(i))) || (j < b.length && !isDigit(b.charCodeAt(j)))) {
      const difference = weight(a, i) - weight(b, j);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    while (a.charCodeAt(i) === 48) i++;
    while (b.charCodeAt(j) === 48) j++;
    let first = 0;
    while (isDigit(a.charCodeAt(i)) && isDigit(b.charCodeAt(j))) {
      if (first === 0) first = a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
    if (isDigit(a.charCodeAt(i))) return 1;
    if (isDigit(b.charCodeAt(j))) return -1;
    if (first !== 0) return first;
  }
  return 0;
}

/** The end and digits are 0; `~` is below them, letters above, everything else above letters. */
function weight(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return 0;
  if (code === 126) return -1;
  return isLetter(code) ? code : code + 256;
}
