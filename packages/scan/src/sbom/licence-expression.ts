import parse from 'spdx-expression-parse';

/** Whether it is an SPDX licence expression: what formats ask for where they say "expression". */
export function isLicenceExpression(text: string): boolean {
  if (text.length > 1000) return false;
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Several licences that all apply; undefined when any of them is no expression, for then nothing machine-readable says it. */
export function allOf(licences: readonly string[]): string | undefined {
  if (licences.length === 0 || !licences.every(isLicenceExpression)) return undefined;
  const distinct = [...new Set(licences)];
  return distinct.length === 1
    ? distinct[0]
    : distinct.map((each) => (/ (AND|OR) /.test(each) ? `(${each})` : each)).join(' AND ');
}
