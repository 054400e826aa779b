/**
 * Argument templates: command lines that differ only in what varies by nature are one behaviour.
 *
 * in     the arguments of a program, hostile and of any length
 * out    one line: numbers, hexadecimal, uuids, addresses, urls and paths below variable directories become placeholders
 * holds  a flag, a sub-command and the shape of a path stay; at most 16 arguments and 240 characters are kept
 */
const maxArgs = 16;
const maxLength = 240;
const maxArgument = 2048;

export function argumentTemplate(args: readonly string[]): string {
  const rest = args.slice(1, maxArgs + 1).map(generalise);
  if (args.length > maxArgs + 1) rest.push('…');
  const line = rest.filter((part, i) => part !== rest[i - 1] || !part.startsWith('<')).join(' ');
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}

/** In order: the first that matches a token wins. Each is anchored and linear, so that hostile text costs no time. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, '<uuid>'],
  [/^[+-]?\d+(?:\.\d+)?(?:[a-z%]{1,2})?$/i, '<number>'],
  [/^(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}$/i, '<hex>'],
  [/^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/, '<address>'],
  [/^(?=[^-]*\d)[\d:T.+Z-]{8,}$/, '<time>'],
];

function generalise(argument: string): string {
  const text = argument.length > maxArgument ? argument.slice(0, maxArgument) : argument;
  const equals = text.startsWith('-') ? text.indexOf('=') : -1;
  if (equals > 0) return `${text.slice(0, equals + 1)}${generaliseText(text.slice(equals + 1))}`;
  return generaliseText(text);
}

function generaliseText(text: string): string {
  if (/\s/.test(text)) return text.split(/\s+/).slice(0, maxArgs).map(generaliseWord).join(' ');
  return generaliseWord(text);
}

function generaliseWord(word: string): string {
  for (const [pattern, placeholder] of kinds) {
    if (pattern.test(word)) return placeholder;
  }
  const scheme = /^([a-z][a-z0-9+.-]{1,15}):\/\/([^/?#]*)/i.exec(word);
  if (scheme) return `${scheme[1]}://${scheme[2]}/<path>`;
  return word.includes('/') ? generalisePath(word) : digitsAway(word);
}

/** Directories whose entries come and go. */
const variable = /^\/(?:tmp|proc|run|var\/(?:tmp|run|cache|lib|log|spool)|dev\/shm|sys)\//;

function generalisePath(path: string): string {
  const kept = variable.exec(path)?.[0];
  if (kept !== undefined) return `${kept}<path>`;
  return path.split('/').slice(0, 12).map(digitsAway).join('/');
}

/** `worker-17.sock` and `worker-3.sock` are the same; `libc.so.6` and `python3` keep their single digits. */
function digitsAway(part: string): string {
  for (const [pattern, placeholder] of kinds.slice(0, 3)) {
    if (part.length > 1 && pattern.test(part)) return placeholder;
  }
  return part.replace(/\d{2,}/g, '<n>').replace(/(?<=[-_])\d+/g, '<n>');
}
