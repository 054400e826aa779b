import type { Style, Tone } from './style.ts';
import { columnsOf, padEnd, wrap } from './width.ts';

/** A name, its value, and how to paint that; without a value it is left out. */
export type Field = readonly [name: string, value: string | undefined, tone?: Tone | undefined];

export interface FieldLook {
  readonly style: Style;
  readonly width: number | undefined;
  /** Stands where the name would, in lines that go on with a value: so that none of them begins with the value. */
  readonly mark?: string;
}

/** `name  value` lines, the values aligned and wrapped below themselves. */
export function fields(pairs: readonly Field[], { style, width, mark = '' }: FieldLook): readonly string[] {
  const shown = pairs.flatMap(([name, value, tone]) => (value === undefined ? [] : [{ name, value, tone }]));
  const room = Math.max(0, ...shown.map(({ name }) => columnsOf(name)));
  return shown.flatMap(({ name, value, tone }) => {
    const lines = width === undefined ? [value] : wrap(value, Math.max(20, width - room - 2));
    return lines.map((line, index) =>
      `${style.paint('quiet', padEnd(index === 0 ? name : mark, room))}  ${tone === undefined ? line : style.paint(tone, line)}`.trimEnd(),
    );
  });
}
