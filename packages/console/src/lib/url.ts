/**
 * The view's state as a URL that people can read, edit and share: `?state=open&severity=high&severity=critical`.
 *
 * in     a query string, or plain values
 * out    plain values, or a query string
 * holds  stringify(parse(x)) is stable; what a value means is decided by each page's schema, never here
 */
export type SearchValue = string | readonly string[];

export function parseSearch(text: string): Record<string, SearchValue> {
  const found: Record<string, SearchValue> = Object.create(null);
  const parameters = new URLSearchParams(text);
  for (const key of new Set(parameters.keys())) {
    const values = parameters.getAll(key);
    found[key] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return { ...found };
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '' && one !== false) parameters.append(key, String(one));
    }
  }
  const text = parameters.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}
