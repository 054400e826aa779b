import { stripVTControlCharacters } from 'node:util';

// Unicode's East Asian Wide and Fullwidth blocks (UAX 11), coarsely, and emoji shown as pictures.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const plain = /^[\x20-\x7e]*$/;

let segmenter: Intl.Segmenter | undefined;
/** Made when a text first needs it, for that takes 10 ms. */
function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Terminal columns a text takes; colour codes take none. */
export function columnsOf(text: string): number {
  const bare = stripVTControlCharacters(text);
  if (plain.test(bare)) return bare.length;
  let columns = 0;
  for (const { segment } of graphemes(bare)) columns += widthOf(segment);
  return columns;
}

/** Cuts plain text (no colour codes) to at most `columns`, with an ellipsis where something was cut. */
export function cutEnd(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let used = 1;
  for (const { segment } of graphemes(text)) {
    const width = widthOf(segment);
    if (used + width > columns) break;
    kept += segment;
    used += width;
  }
  return `${kept}…`;
}

/** As cutEnd, but keeps the end: for paths and workload ids, whose end tells them apart. */
export function cutStart(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let used = 1;
  for (const { segment } of [...graphemes(text)].reverse()) {
    const width = widthOf(segment);
    if (used + width > columns) break;
    kept = segment + kept;
    used += width;
  }
  return `…${kept}`;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/** Plain text broken at blanks so that no line is longer than `columns` where its words allow that. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

function widthOf(grapheme: string): number {
  if (/^\p{M}/u.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}
