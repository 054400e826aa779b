/** A text that gave no packages: one that names none, or one that nobody understood. The second must not pass for the first. */
import { lines } from './language/block-map.ts';

export interface TextForm {
  /** A line that shows the text to be of the form; one is enough. */
  readonly known: RegExp;
  /** What says neither, beside empty lines; comments behind # when not given. */
  readonly neutral?: RegExp;
}

const comment = /^\s*#/;

/** Whether there is something in the text, and no line of it is of the form. Patterns are tested against hostile lines: keep them linear. */
export function isUnread(text: string, { known, neutral = comment }: TextForm): boolean {
  let unread = false;
  for (const line of lines(text)) {
    if (known.test(line)) return false;
    unread ||= line.trim() !== '' && !neutral.test(line);
  }
  return unread;
}

/** @throws Error when nothing was found in the text and it is not of the form */
export function expectRead(found: readonly unknown[], text: string, form: TextForm): void {
  if (found.length === 0 && isUnread(text, form))
    throw new Error('no line of it is of that form, so its packages are missing');
}
