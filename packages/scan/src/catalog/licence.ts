/**
 * From what package databases write about licences to an SPDX expression (https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/).
 *
 * in     `GPL-2+ or Artistic`, `GPLv2+ and BSD with advertising`, `MIT`, `Apache 2.0`
 * out    an expression of listed ids, or undefined
 * holds  a licence is never guessed: a name that fits several ids (`BSD`, `GPL`) fits none
 */
import { licenceId, licenceWithException } from './licence-names.ts';

export interface LicenceOptions {
  /** What becomes of a name that is no listed licence: the whole is undefined, or it becomes `LicenseRef-name`. */
  readonly unlisted: 'refuse' | 'reference';
}

const mostCharacters = 4000;
const mostTokens = 400;
const mostDepth = 20;

/** undefined for what is empty, no expression, too long, or (when refused) names what is not listed. */
export function spdxOf(text: string, { unlisted }: LicenceOptions): string | undefined {
  if (text.length > mostCharacters) return undefined;
  const tokens = text
    .split(/(\(|\)|,\s*and\b|,\s*or\b|\band\b|\bor\b(?!-|\s+(?:later|newer|any))|\bwith\b)/i)
    .flatMap((token) => {
      const trimmed = token.trim();
      return trimmed === '' ? [] : [trimmed];
    });
  if (tokens.length === 0 || tokens.length > mostTokens) return undefined;
  const parser = { tokens, at: 0, unlisted };
  const expression = parseList(parser, 0);
  return expression === undefined || parser.at < tokens.length ? undefined : expression.text;
}

/** Strength tells whether parentheses are needed: 0 or, 1 and, 2 one licence. */
interface Expression {
  readonly text: string;
  readonly strength: 0 | 1 | 2;
}

interface Parser {
  readonly tokens: readonly string[];
  at: number;
  readonly unlisted: LicenceOptions['unlisted'];
}

/** Debian's comma binds least: `A or B, and C` is `(A OR B) AND C`. */
function parseList(parser: Parser, depth: number): Expression | undefined {
  return parseChain(parser, {
    operator: (token) => (/^,\s*and$/i.test(token) ? 'AND' : /^,\s*or$/i.test(token) ? 'OR' : undefined),
    operand: () => parseOr(parser, depth),
  });
}

function parseOr(parser: Parser, depth: number): Expression | undefined {
  return parseChain(parser, {
    operator: (token) => (/^or$/i.test(token) ? 'OR' : undefined),
    operand: () => parseAnd(parser, depth),
  });
}

function parseAnd(parser: Parser, depth: number): Expression | undefined {
  return parseChain(parser, {
    operator: (token) => (/^and$/i.test(token) ? 'AND' : undefined),
    operand: () => parseOne(parser, depth),
  });
}

interface Chain {
  readonly operator: (token: string) => 'AND' | 'OR' | undefined;
  readonly operand: () => Expression | undefined;
}

function parseChain(parser: Parser, { operator, operand }: Chain): Expression | undefined {
  let left = operand();
  for (;;) {
    const join = operator(parser.tokens[parser.at] ?? '');
    if (left === undefined || join === undefined) return left;
    parser.at++;
    const right = operand();
    if (right === undefined) return undefined;
    const strength = join === 'AND' ? 1 : 0;
    const text = `${enclosed(left, strength)} ${join} ${enclosed(right, strength)}`;
    left = left.text === right.text ? left : { text, strength };
  }
}

function enclosed({ text, strength }: Expression, least: number): string {
  return strength < least ? `(${text})` : text;
}

function parseOne(parser: Parser, depth: number): Expression | undefined {
  const token = parser.tokens[parser.at];
  if (token === undefined || depth > mostDepth) return undefined;
  parser.at++;
  if (token === '(') {
    const inner = parseList(parser, depth + 1);
    return parser.tokens[parser.at++] === ')' ? inner : undefined;
  }
  if (!/[A-Za-z0-9]/.test(token) || /^(?:,.*|and|or|with)$/i.test(token)) return undefined;
  if (/^with$/i.test(parser.tokens[parser.at] ?? '')) {
    const addition = parser.tokens[parser.at + 1];
    if (addition === undefined || !/[A-Za-z0-9]/.test(addition)) return undefined;
    parser.at += 2;
    return named(licenceWithException(token, addition), { name: `${token} with ${addition}`, parser });
  }
  return named(licenceId(token), { name: token, parser });
}

function named(
  found: string | undefined,
  { name, parser }: { readonly name: string; readonly parser: Parser },
): Expression | undefined {
  if (found !== undefined) return { text: found, strength: / OR /.test(found) ? 0 : 2 };
  if (parser.unlisted === 'refuse') return undefined;
  const reference = name.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-+|-+$/g, '');
  return reference === '' || reference.length > 100 ? undefined : { text: `LicenseRef-${reference}`, strength: 2 };
}
