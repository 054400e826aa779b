/** Which entry of a bun.lock a package gets when it asks for a name: `A/B/NAME`, else `A/NAME`, else `NAME`, as Node seeks in folders. */

/** Keys of real files go a handful deep. */
const deepest = 32;

/**
 * Tells for a key what each name comes to from there. Keys are cut once and not put together for each name: with a long key and many
 * names in a file made for it, that would take a time that grows with the square of its size.
 */
export function nearestOf(keys: readonly string[]): (from: string) => (name: string) => string {
  const below = new Map<string, Map<string, string>>();
  for (const key of keys) {
    const cut = cutOf(key);
    if (cut < 0) continue;
    const parent = key.slice(0, cut);
    const names = below.get(parent) ?? new Map<string, string>();
    below.set(parent, names.set(key.slice(cut + 1), key));
  }
  return (from) => {
    const levels: Map<string, string>[] = [];
    for (let at = from, depth = 0; at !== '' && depth < deepest; at = at.slice(0, Math.max(0, cutOf(at))), depth++) {
      const names = below.get(at);
      if (names !== undefined) levels.push(names);
    }
    return (name) => {
      for (const level of levels) {
        const key = level.get(name);
        if (key !== undefined) return key;
      }
      return name;
    };
  };
}

/** Where the slash before the last name is, which has one itself when it is scoped; -1 when there is one name only. */
function cutOf(key: string): number {
  const last = key.lastIndexOf('/');
  if (last <= 0) return last;
  const before = key.lastIndexOf('/', last - 1);
  return key.charCodeAt(before + 1) === 0x40 ? before : last;
}
