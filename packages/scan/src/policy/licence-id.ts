import parse from 'spdx-expression-parse';
import ids from 'spdx-license-ids/index.json' with { type: 'json' };

/** `MIT`, `GPL-2.0-or-later`, `GPL-3.0-only WITH GCC-exception-3.1`, `LicenseRef-house`: one licence, no AND or OR. */
export function isLicenceId(text: string): boolean {
  try {
    return 'license' in parse(text);
  } catch {
    return false;
  }
}

type Expression = ReturnType<typeof parse>;
type Leaf = Extract<Expression, { readonly license: string }>;

/** No licence's text needs more; what nests deeper was made to hurt. */
const longest = 2000;

/**
 * Whether something under `expression` cannot be used without accepting one of the refused licences.
 * AND needs all of its parts, OR one; `-or-later` and `+` are a choice between that version and the later ones. An exception makes
 * a licence another one: who refuses `GPL-2.0-only` has not refused `GPL-2.0-only WITH Classpath-exception-2.0`.
 * What cannot be parsed breaks nothing: nothing machine-readable says what it is.
 */
export function needsRefused(expression: string, refused: readonly string[]): boolean {
  if (expression.length > longest) return false;
  let parsed: Expression;
  try {
    parsed = parse(expression);
  } catch {
    return false;
  }
  const names = new Set(refused.flatMap((each) => choicesOf(parse(each) as Leaf).concat(nameOf(parse(each) as Leaf))));
  return needs(parsed, names);
}

function needs(node: Expression, refused: ReadonlySet<string>): boolean {
  if ('license' in node) return refused.has(nameOf(node)) || choicesOf(node).every((each) => refused.has(each));
  return node.conjunction === 'and'
    ? needs(node.left, refused) || needs(node.right, refused)
    : needs(node.left, refused) && needs(node.right, refused);
}

/** In today's spelling: `GPL-2.0` is `GPL-2.0-only`, `GPL-2.0+` is `GPL-2.0-or-later`. */
function nameOf(leaf: Leaf): string {
  const { license, plus, exception } = leaf;
  const renamed = plus === true ? `${license}-or-later` : `${license}-only`;
  const name = known.has(renamed) ? renamed : plus === true ? `${license}+` : license;
  return exception === undefined ? name : `${name} WITH ${exception}`;
}

/** Every licence that may be chosen in its place. */
function choicesOf(leaf: Leaf): readonly string[] {
  const name = nameOf({ ...leaf, exception: undefined } as unknown as Leaf);
  const suffix = leaf.exception === undefined ? '' : ` WITH ${leaf.exception}`;
  const match = /^(.+?)-(\d+(?:\.\d+)*)(-or-later|\+)$/.exec(name);
  if (match === null) return [name + suffix];
  const [, stem = '', from = '', kind = ''] = match;
  const ending = kind === '+' ? '' : '-only';
  const later = [...known].filter((id) => {
    if (!id.startsWith(`${stem}-`) || !id.endsWith(ending)) return false;
    const version = id.slice(stem.length + 1, id.length - ending.length);
    return /^\d+(\.\d+)*$/.test(version) && notBefore(version, from);
  });
  return later.map((id) => id + suffix);
}

function notBefore(version: string, from: string): boolean {
  const [a, b] = [version.split('.').map(Number), from.split('.').map(Number)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

const known: ReadonlySet<string> = new Set(ids);
