/**
 * JSON with one spelling: keys sorted by UTF-16 units, no white space, as RFC 8785 (JCS) says. JSON.stringify already writes
 * numbers and strings the way JCS asks for.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
