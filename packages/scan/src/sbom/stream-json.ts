/** A document whose long lists are made while they are written, so that a large report is never in memory as text. */
export type StreamedDocument = Readonly<Record<string, unknown>>;

const chunkLength = 64 * 1024;

/**
 * One line for each field and each element of a field that is an array or other iterable. What a terminal would obey stays inside
 * JSON's own escapes. Fields that are undefined are left out.
 */
export function* streamJson(document: StreamedDocument): Generator<string> {
  let chunk = '{';
  let first = true;
  for (const [key, value] of Object.entries(document)) {
    if (value === undefined) continue;
    chunk += `${first ? '' : ','}\n${safeJson(key)}: `;
    first = false;
    if (!isList(value)) {
      chunk += safeJson(value);
      continue;
    }
    let separator = '[\n';
    for (const item of value) {
      chunk += separator + safeJson(item);
      separator = ',\n';
      if (chunk.length < chunkLength) continue;
      yield chunk;
      chunk = '';
    }
    chunk += separator === '[\n' ? '[]' : '\n]';
  }
  yield `${chunk}\n}\n`;
}

export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
