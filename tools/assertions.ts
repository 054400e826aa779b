/**
 * Finds assertions that would pass whatever the code does.
 *
 * in     test files
 * out    a line for each regular expression that stands as a value within toMatchObject; exit code 1 when there is one
 * holds  Vitest compares the properties of such an expression, of which it has none: only expect.stringMatching looks at the text
 */
import { globSync, readFileSync } from 'node:fs';
import { parseAst } from 'rolldown/parseAst';

const files = globSync('{packages/*/{src,browser},e2e}/**/*.{test,contract}.{ts,tsx}');
const breaches = files.flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  const found: string[] = [];
  look(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }), false, (start) => {
    found.push(`${file}:${text.slice(0, start).split('\n').length}: put it into expect.stringMatching(…)`);
  });
  return found;
});

if (files.length === 0) breaches.push('no test was seen');

process.stdout.write(breaches.length === 0 ? 'every expected text is compared\n' : `${breaches.join('\n')}\n`);
process.exitCode = breaches.length === 0 ? 0 : 1;

/** @param expected whether the node is part of what toMatchObject is given */
function look(node: unknown, expected: boolean, found: (start: number) => void): void {
  if (Array.isArray(node)) for (const each of node) look(each, expected, found);
  if (!isNode(node)) return;
  if (expected && node.type === 'Literal' && 'regex' in node) found(node.start);
  const isCall = node.type === 'CallExpression';
  for (const [key, below] of Object.entries(node)) {
    const given = isCall && key === 'arguments';
    look(below, given ? nameOf(node.callee) === 'toMatchObject' : expected && !isCall, found);
  }
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly callee?: unknown;
  readonly property?: unknown;
  readonly name?: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && !Array.isArray(value);
}

function nameOf(callee: unknown): unknown {
  if (!isNode(callee)) return undefined;
  return callee.type === 'MemberExpression' ? nameOf(callee.property) : callee.name;
}
