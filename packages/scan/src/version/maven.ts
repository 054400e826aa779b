/**
 * Maven's order: `1-alpha-1 < 1-beta < 1-milestone < 1-rc < 1-SNAPSHOT < 1 < 1-sp < 1-anything < 1-1 < 1.1`.
 * https://maven.apache.org/pom.html#version-order-specification: a change between digits and letters is a hyphen; a word after a dot
 * is as after a hyphen; zeros and the words for "released" count for nothing before a hyphen and at the end.
 */
import { isDigit, orderDigits, orderText, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

interface Token {
  /** In words before 0: what comes before the release. 0 is the end, 1 `ga`, 2 `sp`, 3 any word, 4 `-1`, 5 `.1`. */
  readonly rank: number;
  readonly text: string;
}

const before = ['alpha', 'beta', 'milestone', 'rc', 'snapshot'];
const released = new Set(['', 'ga', 'final', 'release']);
const short: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);
const end: Token = { rank: 0, text: '' };
const hyphenNumber = 4;
const dotNumber = 5;

export const maven = versionOrder<readonly Token[]>('maven', read, (a, b) => {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const left = a[i] ?? end;
    const right = b[i] ?? end;
    if (left.rank !== right.rank) return left.rank - right.rank;
    const order =
      left.rank >= hyphenNumber
        ? orderDigits(left.text, right.text)
        : left.rank === 3
          ? orderText(left.text, right.text)
          : 0;
    if (order !== 0) return order;
  }
  return 0;
});

function read(text: string): readonly Token[] | undefined {
  // Any string is a version to Maven; `LATEST` and `${revision}` are still not what is installed.
  if (!/^[A-Za-z0-9._+-]+$/.test(text) || !/\d/.test(text)) return undefined;
  const lower = text.toLowerCase();
  const tokens: Token[] = [];
  let hyphen = false;
  for (let at = 0; at <= lower.length; ) {
    const digits = isDigit(lower.charCodeAt(at));
    let stop = at;
    while (
      stop < lower.length &&
      lower[stop] !== '.' &&
      lower[stop] !== '-' &&
      isDigit(lower.charCodeAt(stop)) === digits
    )
      stop++;
    const word = lower.slice(at, stop);
    const separator = lower[stop];
    const turns = stop < lower.length && separator !== '.' && separator !== '-';
    if (digits) {
      if (hyphen) dropNothing(tokens);
      tokens.push({ rank: hyphen ? hyphenNumber : dotNumber, text: withoutLeadingZeros(word) });
    } else if (word !== '' || !turns) {
      const token = wordToken(word, turns);
      // Between two separators there is a zero: `1..1` is `1.0.1`, `1--1` is `1-0-1`.
      if (word !== '' || hyphen) dropNothing(tokens);
      tokens.push(word === '' ? { rank: hyphen ? hyphenNumber : dotNumber, text: '0' } : token);
    }
    if (stop >= lower.length) break;
    hyphen = separator === '-' || turns;
    at = turns ? stop : stop + 1;
  }
  dropNothing(tokens);
  return tokens;
}

function wordToken(word: string, beforeDigits: boolean): Token {
  const name = (beforeDigits ? short.get(word) : undefined) ?? (word === 'cr' ? 'rc' : word);
  const rank = before.indexOf(name);
  if (rank >= 0) return { rank: rank - before.length, text: '' };
  if (released.has(name)) return { rank: 1, text: '' };
  return name === 'sp' ? { rank: 2, text: '' } : { rank: 3, text: name };
}

function dropNothing(tokens: Token[]): void {
  for (let last = tokens.at(-1); last !== undefined; last = tokens.at(-1)) {
    if (last.rank !== 1 && !(last.rank >= hyphenNumber && last.text === '0')) return;
    tokens.pop();
  }
}
