/**
 * Text for a person's terminal.
 *
 * in     values, some of them named by whoever runs in a container
 * out    lines that fit the terminal
 * holds  nothing that came from a container can move the cursor, change colours or reorder what is read
 */

// C0 and C1 controls, DEL, line and paragraph separators, and the marks that turn the reading direction.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be made visible
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The same text with everything a terminal would obey written as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** JSON on one line or indented; what a terminal would obey stays inside JSON's own escapes. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  return text.replace(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
