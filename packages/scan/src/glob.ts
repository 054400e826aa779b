/**
 * Paths and references as people name many of them: `*` within a segment, `**` across segments, `?` for one character.
 * Runs in (pattern × text) steps whatever they hold, where a regular expression would take for ever on `*a*a*a*b`.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const tokens = pattern.match(/\*\*\/?|./gsu) ?? [];
  const letters = [...text];
  // reachable[i]: the tokens so far can stand for the first i letters.
  let reachable: boolean[] = [true, ...letters.map(() => false)];
  for (const token of tokens) {
    const next: boolean[] = new Array<boolean>(letters.length + 1).fill(false);
    let earlier = false;
    for (let i = 0; i <= letters.length; i++) {
      const before = i > 0 && next[i - 1] === true;
      const letter = letters[i - 1];
      if (token === '**') next[i] = reachable[i] === true || before;
      // `**/` is nothing, or whole segments.
      else if (token === '**/') next[i] = reachable[i] === true || (letter === '/' && earlier);
      else if (token === '*') next[i] = reachable[i] === true || (before && letter !== '/');
      else if (i > 0) next[i] = reachable[i - 1] === true && (token === letter || (token === '?' && letter !== '/'));
      earlier ||= reachable[i] === true;
    }
    reachable = next;
  }
  return reachable[letters.length] === true;
}
