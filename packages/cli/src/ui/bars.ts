import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { columnsOf, cutEnd, padEnd, padStart } from './width.ts';

export interface Bar {
  readonly label: string;
  /** The bar's length; may be negative, which points the other way. */
  readonly value: number;
  /** How the value is written. */
  readonly text: string;
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** One line a bar: label, value, bar. All bars share one scale, so that their lengths compare. */
export function bars(list: readonly Bar[], { style, width }: { style: Style; width: number }): readonly string[] {
  if (list.length === 0) return [];
  const texts = Math.max(...list.map((bar) => columnsOf(bar.text)));
  const labels = Math.min(
    Math.max(...list.map((bar) => columnsOf(printable(bar.label)))),
    Math.max(12, Math.floor(width * 0.55)),
  );
  const room = Math.max(4, Math.min(30, width - labels - texts - 4));
  const largest = Math.max(...list.map((bar) => Math.abs(bar.value)));
  return list.map((bar) => {
    const label = padEnd(cutEnd(printable(bar.label), labels), labels);
    const length = largest === 0 ? 0 : (Math.abs(bar.value) / largest) * room;
    const drawn = style.paint(bar.value < 0 ? 'good' : 'bad', blocks(length));
    return `${label}  ${padStart(bar.text, texts)}  ${drawn}`.trimEnd();
  });
}

function blocks(length: number): string {
  const whole = Math.floor(length);
  const part = eighths[Math.round((length - whole) * 8) % 8] ?? '';
  return '█'.repeat(whole + (Math.round((length - whole) * 8) === 8 ? 1 : 0)) + part;
}
