/** JSON as Bun and many configuration files have it: with comments and commas before a closing bracket. */

/** The same text as plain JSON. Strings are left as they are. */
export function withoutComments(text: string): string {
  const kept: string[] = [];
  let from = 0;
  let at = 0;
  /** Where the last comma lies that nothing but space and comments followed. */
  let comma = -1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      comma = -1;
    } else if (code === slash && (text.charCodeAt(at + 1) === slash || text.charCodeAt(at + 1) === star)) {
      const end = endOfComment(text, at);
      kept.push(text.slice(from, at));
      from = end;
      at = end;
    } else {
      if ((code === bracket || code === brace) && comma >= 0) {
        // Only what was not yet handed over can hold the comma, or a piece before: cut it there.
        from = dropComma(kept, text, { from, comma });
      }
      if (code === 0x2c) comma = at;
      else if (code > 0x20) comma = -1;
      at++;
    }
  }
  kept.push(text.slice(from));
  return kept.join('');
}

const quote = 0x22;
const slash = 0x2f;
const star = 0x2a;
const bracket = 0x5d;
const brace = 0x7d;

function dropComma(kept: string[], text: string, { from, comma }: { from: number; comma: number }): number {
  if (comma >= from) {
    kept.push(text.slice(from, comma));
    return comma + 1;
  }
  // A comment came between comma and bracket: the comma is in a piece that was kept already.
  for (let index = kept.length - 1; index >= 0; index--) {
    const piece = kept[index] as string;
    const at = piece.lastIndexOf(',');
    if (at < 0) continue;
    kept[index] = piece.slice(0, at) + piece.slice(at + 1);
    break;
  }
  return from;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === quote) return at + 1;
    at++;
  }
  return text.length;
}

function endOfComment(text: string, start: number): number {
  const block = text.charCodeAt(start + 1) === star;
  const end = block ? text.indexOf('*/', start + 2) : text.indexOf('\n', start);
  if (end < 0) return text.length;
  return block ? end + 2 : end;
}
