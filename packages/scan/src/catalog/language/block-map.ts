/**
 * The part of YAML that lock files are written in: maps in block style by indentation. A whole YAML reader takes seconds for a large lock
 * file and has anchors and tags to be attacked with; this one is a single pass over the lines.
 *
 * in     text with two-space (or any constant) indentation, quoted or plain scalars
 * out    nested maps; lists as arrays of their plain items; flow collections and block scalars as they are written
 * holds  never deeper than `deepest`, never more than it was given
 */

export type BlockValue = string | BlockMap | readonly string[];
export type BlockMap = ReadonlyMap<string, BlockValue>;

const deepest = 16;
const empty: BlockMap = new Map();

interface Level {
  readonly indent: number;
  readonly map: Map<string, BlockValue>;
  /** The key whose value is on the lines to come. */
  key: string | undefined;
  list: string[] | undefined;
}

/** @throws Error for tabs in indentation and for nesting beyond sixteen levels */
export function readBlockMap(text: string): BlockMap {
  const root: Level = { indent: 0, map: new Map(), key: undefined, list: undefined };
  const levels: Level[] = [root];
  /** Lines indented more than this belong to a block scalar. */
  let scalar = -1;
  for (const line of lines(text)) {
    const indent = indentOf(line);
    if (indent === line.length || line.charCodeAt(indent) === 0x23) continue;
    if (scalar >= 0 && indent > scalar) continue;
    scalar = -1;
    if (indent === 0 && (line.startsWith('---') || line.startsWith('%'))) continue;
    let level = levels.at(-1) as Level;
    while (indent < level.indent) {
      levels.pop();
      level = levels.at(-1) ?? root;
    }
    const content = line.slice(indent);
    if (content === '-' || content.startsWith('- ')) {
      if (level.key !== undefined) addItem(level, content.slice(2));
      continue;
    }
    if (indent > level.indent) level = deeper(levels, indent);
    const pair = pairOf(content);
    if (pair === undefined) continue;
    if (pair.value === undefined) {
      level.key = pair.key;
      level.list = undefined;
      level.map.set(pair.key, empty);
    } else if (pair.key === '' && level.key !== undefined) {
      // `? long key` on one line, `: value` on the next.
      if (pair.value !== '') level.map.set(level.key, scalarOf(pair.value));
    } else {
      if (/^[|>][+-]?\d?$/.test(pair.value)) scalar = indent;
      level.key = undefined;
      level.map.set(pair.key, scalarOf(pair.value));
    }
  }
  return root.map;
}

function deeper(levels: Level[], indent: number): Level {
  if (levels.length >= deepest) throw new Error(`it is nested more than ${deepest} levels deep`);
  const parent = levels.at(-1) as Level;
  const level: Level = { indent, map: new Map(), key: undefined, list: undefined };
  if (parent.key !== undefined) parent.map.set(parent.key, level.map);
  levels.push(level);
  return level;
}

function addItem(level: Level, item: string): void {
  if (level.list === undefined) {
    level.list = [];
    level.map.set(level.key as string, level.list);
  }
  level.list.push(scalarOf(item.trim()));
}

/** `value` undefined: it is on the lines below. */
function pairOf(content: string): { key: string; value: string | undefined } | undefined {
  const explicit = content.startsWith('? ');
  const start = explicit ? 2 : 0;
  const quote = content.charAt(start);
  let end: number;
  let key: string;
  if (quote === '"' || quote === "'") {
    end = closing(content, start);
    if (end < 0) return undefined;
    key = unquoted(content.slice(start, end + 1));
    end++;
  } else {
    end = explicit ? content.length : colonAfter(content, start);
    if (end < 0) return undefined;
    key = content.slice(start, end).trim();
  }
  if (explicit) return { key, value: undefined };
  if (content.charAt(end) !== ':') return undefined;
  const value = content.slice(end + 1).trim();
  return value === '' && key !== '' ? { key, value: undefined } : { key, value };
}

/** A colon that ends a key is followed by a space or the line's end. */
function colonAfter(content: string, start: number): number {
  for (let at = content.indexOf(':', start); at >= 0; at = content.indexOf(':', at + 1)) {
    const after = content.charCodeAt(at + 1);
    if (Number.isNaN(after) || after === 0x20) return at;
  }
  return -1;
}

function closing(content: string, start: number): number {
  const quote = content.charAt(start);
  for (let at = start + 1; at < content.length; at++) {
    const char = content.charAt(at);
    if (quote === '"' && char === '\\') at++;
    else if (char === quote) {
      if (quote === "'" && content.charAt(at + 1) === "'") at++;
      else return at;
    }
  }
  return -1;
}

/** Without quotes, or without the comment behind a plain one. */
function scalarOf(written: string): string {
  const quote = written.charAt(0);
  if (quote === '"' || quote === "'") {
    const end = closing(written, 0);
    return end < 0 ? written : unquoted(written.slice(0, end + 1));
  }
  const comment = written.indexOf(' #');
  return comment < 0 ? written : written.slice(0, comment).trimEnd();
}

function unquoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("'")) return inner.replaceAll("''", "'");
  return inner.includes('\\') ? inner.replace(/\\(["\\/])/g, '$1') : inner;
}

function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === 0x20) indent++;
  if (line.charCodeAt(indent) === 0x09) throw new Error('it has a tab where YAML wants spaces');
  return indent;
}

/** Lines without their ends, one at a time. */
export function* lines(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    yield text.charCodeAt(end - 1) === 0x0d && end > start ? text.slice(start, end - 1) : text.slice(start, end);
    start = end + 1;
  }
}

/** The map under a key; empty where there is none. */
export function mapAt(map: BlockMap, key: string): BlockMap {
  const value = map.get(key);
  return value instanceof Map ? value : empty;
}

/** The scalar under a key. */
export function scalarAt(map: BlockMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
