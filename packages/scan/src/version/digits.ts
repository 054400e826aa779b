/** Numbers of any length as their digits: versions hold dates, hashes and counters that no 53 bits can hold. */

export function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (start < digits.length - 1 && digits.charCodeAt(start) === 48) start++;
  return start === 0 ? digits : digits.slice(start);
}

/** Of two strings of digits without leading zeros. */
export function orderDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return orderText(a, b);
}

/** By code units, whatever the locale. */
export function orderText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
