/**
 * RubyGems' order: numbers and words between dots and where they meet; a word makes a pre-release; missing numbers are 0.
 * Gem::Version, https://docs.ruby-lang.org/en/master/Gem/Version.html
 */
import { isDigit, orderDigits, orderText, withoutLeadingZeros } from './digits.ts';
import { versionOrder } from './order.ts';

const pattern = /^\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

export const gem = versionOrder<readonly string[]>('gem', read, (a, b) => {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const left = a[i] ?? '0';
    const right = b[i] ?? '0';
    const digits = isDigit(left.charCodeAt(0));
    if (digits !== isDigit(right.charCodeAt(0))) return digits ? 1 : -1;
    const order = digits ? orderDigits(left, right) : orderText(left, right);
    if (order !== 0) return order;
  }
  return 0;
});

function read(text: string): readonly string[] | undefined {
  if (!pattern.test(text)) return undefined;
  const segments = (text.replaceAll('-', '.pre.').match(/\d+|[A-Za-z]+/g) ?? []).map((segment) =>
    isDigit(segment.charCodeAt(0)) ? withoutLeadingZeros(segment) : segment,
  );
  const word = segments.findIndex((segment) => !isDigit(segment.charCodeAt(0)));
  if (word < 0) return withoutTrailingZeros(segments);
  return [...withoutTrailingZeros(segments.slice(0, word)), ...withoutTrailingZeros(segments.slice(word))];
}

/** `1.0.a` is `1.a`. */
function withoutTrailingZeros(segments: readonly string[]): readonly string[] {
  let length = segments.length;
  while (length > 0 && segments[length - 1] === '0') length--;
  return segments.slice(0, length);
}
