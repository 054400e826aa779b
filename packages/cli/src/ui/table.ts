import { printable } from './printable.ts';
import type { Style, Tone } from './style.ts';
import { columnsOf, cutEnd, cutStart, padEnd, padStart } from './width.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string;
  readonly tone?: (row: Row) => Tone;
  readonly align?: 'start' | 'end';
  /** May be cut to fit, keeping this end. Columns without it always keep their full text. */
  readonly cut?: 'end' | 'start';
}

const gap = 2;
const narrowest = 8;

/** Aligned columns no wider than the terminal. `width` undefined means a pipe: nothing is cut. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { style, width }: { style: Style; width: number | undefined },
): readonly string[] {
  const texts = rows.map((row) => columns.map((column) => printable(column.cell(row))));
  const wanted = columns.map((column, index) =>
    Math.max(columnsOf(column.head), ...texts.map((cells) => columnsOf(cells[index] ?? ''))),
  );
  const given = width === undefined ? wanted : fit(wanted, columns, width);
  const line = (cells: readonly string[], tones: readonly Tone[]) =>
    cells
      .map((cell, index) => {
        const column = columns[index];
        const room = given[index] ?? 0;
        const shown =
          column?.cut === 'start' ? cutStart(cell, room) : column?.cut === 'end' ? cutEnd(cell, room) : cell;
        const painted = style.paint(tones[index] ?? 'plain', shown);
        if (column?.align === 'end') return padStart(painted, room);
        return index === columns.length - 1 ? painted : padEnd(painted, room);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  return [
    line(
      columns.map((column) => column.head),
      columns.map(() => 'quiet'),
    ),
    ...rows.map((row, index) =>
      line(
        texts[index] ?? [],
        columns.map((column) => column.tone?.(row) ?? 'plain'),
      ),
    ),
  ];
}

/** Takes from the widest of the columns that may be cut until the line fits, or all are at their narrowest. */
function fit<Row>(wanted: readonly number[], columns: readonly Column<Row>[], width: number): readonly number[] {
  const given = [...wanted];
  let excess = given.reduce((sum, each) => sum + each, 0) + gap * (columns.length - 1) - width;
  while (excess > 0) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const room = given[index] ?? 0;
      if (column.cut !== undefined && room > narrowest && room > (given[widest] ?? 0)) widest = index;
    }
    if (widest < 0) break;
    given[widest] = (given[widest] ?? 0) - 1;
    excess -= 1;
  }
  return given;
}
