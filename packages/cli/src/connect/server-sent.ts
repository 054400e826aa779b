/** The `data:` of server-sent events (WHATWG HTML, section 9.2.6), one string an event; comments and other fields are skipped. */
export async function* serverSentData(
  chunks: AsyncIterable<string>,
  { mostCharacters = 4 * 1024 * 1024 }: { mostCharacters?: number } = {},
): AsyncGenerator<string> {
  let rest = '';
  let data: string[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    // A carriage return at the very end may be half of a line end: it waits for the next chunk.
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
        held = 0;
      } else if (line.startsWith('data:')) {
        const text = line.slice(line[5] === ' ' ? 6 : 5);
        held += text.length;
        data.push(text);
      }
    }
    if (rest.length + held > mostCharacters) throw new Error(`one event is longer than ${mostCharacters} characters`);
  }
}
