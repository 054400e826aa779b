// C0 and C1 controls but for line ends, DEL, line and paragraph separators, and the marks that turn the reading direction.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be made visible
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** The same text with everything a terminal, a viewer or an XML parser would trip over written as `\x1b` or `\u202e`. */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** For XML and HTML, in text and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return visibleText(text).replace(/[&<>"'\n\t]/g, (character) => entities[character] ?? character);
}
