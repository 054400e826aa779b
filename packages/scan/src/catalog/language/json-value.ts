/**
 * Reads values out of JSON, TOML and the like one by one. Not a schema: one malformed entry must not cost the other ten thousand, and a
 * lock file has more entries than a schema could check in the time there is.
 */

const utf8 = new TextDecoder('utf-8');

/** Without a byte order mark. */
export function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/** @throws SyntaxError when it is not JSON; Error when it is not an object or array */
export function jsonOf(bytes: Uint8Array): unknown {
  const value: unknown = JSON.parse(textOf(bytes));
  if (typeof value !== 'object' || value === null) throw new Error('it holds no object');
  return value;
}

export type Fields = Readonly<Record<string, unknown>>;

/** {} for what is not an object. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : noFields;
}

/** [] for what is not an array. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** undefined for what is not a string or is empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return list(value).filter((each): each is string => typeof each === 'string' && each !== '');
}

const noFields: Fields = Object.freeze({});
