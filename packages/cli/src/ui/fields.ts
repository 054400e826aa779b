import type { Style } from './style.ts';
import { columnsOf, padEnd, wrap } from './width.ts';

/** `name  value` lines, the values aligned and wrapped below themselves; pairs without a value are left out. */
export function fields(
  pairs: readonly (readonly [string, string | undefined])[],
  { style, width }: { style: Style; width: number | undefined },
): readonly string[] {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  const room = Math.max(0, ...shown.map(([name]) => columnsOf(name)));
  return shown.flatMap(([name, value]) => {
    const lines = width === undefined ? [value] : wrap(value, Math.max(20, width - room - 2));
    return lines.map((line, index) =>
      `${style.paint('quiet', padEnd(index === 0 ? name : '', room))}  ${line}`.trimEnd(),
    );
  });
}
