/** `*` is any part of one name, `**` any number of names. Matched in time that grows with the product of the lengths, whatever the pattern. */
export function matchesGlob(pattern: string, text: string): boolean {
  const tokens = pattern.match(/\*\*|\*|[^*]+/g) ?? [];
  let ends = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const at of ends) {
      if (token === '**' || token === '*') {
        const slash = token === '**' ? -1 : text.indexOf('/', at);
        for (let end = at; end <= (slash === -1 ? text.length : slash); end++) next.add(end);
      } else if (text.startsWith(token, at)) next.add(at + token.length);
    }
    ends = next;
  }
  return ends.has(text.length);
}
