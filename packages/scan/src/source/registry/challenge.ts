/** WWW-Authenticate, as registries send it: RFC 9110, section 11.6.1. */

export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const LENGTH_MOST = 8_192;
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const PARAMETER = /\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))\s*/y;

/** What cannot be read is left out: the challenges before it still count. */
export function parseChallenges(header: string): readonly Challenge[] {
  const text = header.slice(0, LENGTH_MOST);
  const challenges: Challenge[] = [];
  let at = 0;
  while (at < text.length) {
    at = past(text, at, /[\s,]*/y);
    const scheme = matchAt(TOKEN, text, at);
    if (scheme === undefined) break;
    at += scheme[0].length;
    const parameters: Record<string, string> = {};
    for (;;) {
      const start = past(text, at, /[\s,]*/y);
      const parameter = matchAt(PARAMETER, text, start);
      if (parameter === undefined) break;
      const [whole, name = '', quoted, plain] = parameter;
      parameters[name.toLowerCase()] = quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1');
      at = start + whole.length;
    }
    challenges.push({ scheme: scheme[0].toLowerCase(), parameters });
  }
  return challenges;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function past(text: string, at: number, pattern: RegExp): number {
  return at + (matchAt(pattern, text, at)?.[0].length ?? 0);
}
