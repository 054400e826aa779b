/** A document whose long lists are made while they are written, so that a large report is never in memory as text. */
export type StreamedDocument = Readonly<Record<string, unknown>>;

const chunkLength = 64 * 1024;

/**
 * Lists that are generators, in the document or in what it holds, are written element by element, one a line; all else at once.
 * What a terminal would obey stays inside JSON's own escapes. Fields that are undefined are left out.
 */
export function* streamJson(document: StreamedDocument): Generator<string> {
  let chunk = '';
  for (const part of parts(document)) {
    chunk += part;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}\n`;
}

function* parts(value: unknown): Generator<string> {
  if (isGenerator(value) || (Array.isArray(value) && value.some(isStreamed))) {
    yield* elements(value as Iterable<unknown>);
    return;
  }
  if (!isStreamed(value)) {
    yield safeJson(value);
    return;
  }
  let opening = '{\n';
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    yield `${opening}${safeJson(key)}: `;
    opening = ',\n';
    yield* parts(field);
  }
  yield opening === '{\n' ? '{}' : '\n}';
}

function* elements(list: Iterable<unknown>): Generator<string> {
  let opening = '[\n';
  for (const item of list) {
    yield opening;
    opening = ',\n';
    yield* parts(item);
  }
  yield opening === '[\n' ? '[]' : '\n]';
}

export function safeJson(value: unknown): string {
  return safeJsonText(JSON.stringify(value));
}

/** Of JSON that is text already: what is replaced can only stand inside of its strings. */
export function safeJsonText(text: string): string {
  return text.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

function isGenerator(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && !Array.isArray(value);
}

/** An object with a generator in it, at any depth. */
function isStreamed(value: unknown): value is StreamedDocument {
  if (typeof value !== 'object' || value === null) return false;
  if (isGenerator(value)) return true;
  return Object.values(value).some((field) => isGenerator(field) || isStreamed(field));
}
