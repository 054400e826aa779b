/** Where in a policy the server says something is wrong: `policy:5: …` → line 5. */
export interface PolicyError {
  readonly line: number | undefined;
  readonly words: string;
}

export function policyError(message: string): PolicyError {
  const found = /\b[\w.-]*:(\d{1,6}):\s*/.exec(message);
  if (found === null) return { line: undefined, words: message };
  const words = message.replace(found[0], '').trim();
  return { line: Number(found[1]), words: words === '' ? message : words };
}

/** From where to where a line reaches in a text, so that it can be selected. */
export function lineRange(text: string, line: number): readonly [from: number, to: number] {
  const lines = text.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return [Math.min(from, text.length), Math.min(from + (lines[line - 1]?.length ?? 0), text.length)];
}
