/**
 * Composer's order: up to four numbers (or a date), then `dev < alpha < beta < RC < released < patch`, then a number.
 * https://getcomposer.org/doc/04-schema.md#version; branches (`dev-main`) have no order.
 */
import { orderDigits, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

interface Token {
  readonly rank: number;
  readonly digits: string;
}

const ranks: Readonly<Record<string, number>> = { dev: 0, alpha: 1, a: 1, beta: 2, b: 2, rc: 3, p: 6, pl: 6, patch: 6 };
const released = 4;
const number = 5;
const end: Token = { rank: released, digits: '0' };
/** What `x` in `2.x-dev` stands for: later than any release of the branch. */
const anyNumber = '9999999';

const pattern =
  /^v?(\d+(?:[._-]\d+)*|\d+(?:\.\d+){0,2}\.[x*])(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d+(?:[.-]\d+)*)?))?([.-]?dev)?$/i;

export const composer = versionOrder<readonly Token[]>('composer', read, (a, b) => {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const left = a[i] ?? end;
    const right = b[i] ?? end;
    const order = left.rank - right.rank || orderDigits(left.digits, right.digits);
    if (order !== 0) return order;
  }
  return 0;
});

function read(text: string): readonly Token[] | undefined {
  const match = pattern.exec(text.replace(/\+[^\s]*$/, ''));
  if (match === null) return undefined;
  const [, main = '', word, digits = '', dev] = match;
  const numbers = main.split(/[._-]/);
  const branch = /[x*]$/i.test(main);
  if (branch && dev === undefined) return undefined;
  if (branch) numbers.pop();
  // Four numbers are a version and more are a date with its time; `1.0` is `1.0.0.0`.
  while (numbers.length < 4) numbers.push(branch ? anyNumber : '0');
  const tokens = numbers.map((each) => ({ rank: number, digits: withoutLeadingZeros(each) }));
  const rank = ranks[word?.toLowerCase() ?? ''];
  if (rank !== undefined) {
    tokens.push({ rank, digits: '0' });
    for (const each of digits.match(/\d+/g) ?? []) tokens.push({ rank: number, digits: withoutLeadingZeros(each) });
  }
  if (dev !== undefined) tokens.push({ rank: 0, digits: '0' });
  return tokens;
}
