/**
 * For what has no order of its own: numbers and words in turn. Words that people use for what comes before a release are before it,
 * any other word (`1.1.1k`) is after, a further number is later still.
 */
import { isDigit, orderDigits, orderText, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

interface Token {
  readonly rank: number;
  readonly text: string;
}

const before = ['dev', 'snapshot', 'alpha', 'beta', 'pre', 'preview', 'rc'];
const same: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', preview: 'pre', cr: 'rc' };
const end: Token = { rank: 0, text: '' };
const word = 1;
const number = 2;

export const generic = versionOrder<readonly Token[]>('generic', read, (a, b) => {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const left = a[i] ?? end;
    const right = b[i] ?? end;
    if (left.rank !== right.rank) return left.rank - right.rank;
    const order =
      left.rank === number
        ? orderDigits(left.text, right.text)
        : left.rank === word
          ? orderText(left.text, right.text)
          : 0;
    if (order !== 0) return order;
  }
  return 0;
});

function read(text: string): readonly Token[] | undefined {
  if (!/^[vV]?\d[0-9A-Za-z._+~:-]*$/.test(text)) return undefined;
  const bare = /^[vV]/.test(text) ? text.slice(1) : text;
  const segments = bare.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
  return segments.map((segment, index) => {
    if (isDigit(segment.charCodeAt(0))) return { rank: number, text: withoutLeadingZeros(segment) };
    // `1.1.1a` is a letter release, `1.0a2` an alpha.
    const name =
      segment.length > 1 || isDigit(segments[index + 1]?.charCodeAt(0) ?? 0) ? (same[segment] ?? segment) : segment;
    const rank = before.indexOf(name);
    return rank < 0 ? { rank: word, text: segment } : { rank: rank - before.length, text: '' };
  });
}
