/** The order SQLite sorts texts in, which is that of their UTF-8 bytes and not that of JavaScript's `<`. */
export function compareBytes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
