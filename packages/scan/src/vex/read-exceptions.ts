import { isNode, LineCounter, parseDocument } from 'yaml';
import { ScanError } from '../errors.ts';
import type { Exception } from './exception.ts';
import { exceptionsSchema } from './exception-schema.ts';
import { vexLimits } from './limits.ts';

/**
 * A file of exceptions: YAML, and so JSON too.
 *
 * @throws ScanError EXCEPTION_INVALID that says where
 */
export function readExceptions(text: string, name: string): readonly Exception[] {
  if (text.length > vexLimits.exceptionChars)
    throw invalid(`${name} has more than ${vexLimits.exceptionChars} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw invalid(`${name}:${lines.linePos(broken.pos[0]).line}: ${broken.message.slice(0, 300)}`, broken);
  const parsed = exceptionsSchema.safeParse(plainValueOf(() => document.toJS({ maxAliasCount: 100 }), name));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
    const place = lineOf(path);
    throw invalid(
      `${place === undefined ? name : `${name}:${place}`}: ${path.join('.') || 'the file'}: ${issue?.message}`,
      parsed.error,
    );
  }
  return parsed.data.exceptions.map((each, index) => ({
    id: each.name ?? `${name}#${index + 1}`,
    select: {
      ids: [...(each.ids ?? []), ...(typeof each.id === 'string' ? [each.id] : (each.id ?? []))],
      rule: each.rule,
      check: each.check,
      kind: each.kind,
    },
    scope: { image: each.scope?.image, package: each.scope?.package, path: each.scope?.path },
    reason: each.reason,
    owner: each.owner,
    expires: each.expires,
  }));

  function lineOf(path: readonly (string | number)[]): number | undefined {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  }
}

/** A few lines of aliases can stand for gigabytes; the library throws when they do. */
function plainValueOf(read: () => unknown, name: string): unknown {
  try {
    return read();
  } catch (cause) {
    throw invalid(`${name}: ${cause instanceof Error ? cause.message : cause}`, cause);
  }
}

function invalid(message: string, cause?: unknown): ScanError {
  return new ScanError('EXCEPTION_INVALID', message, {
    hint: 'A file of exceptions has schema: plimsoll-exceptions/1 and a list with what, reason, owner and expires (or never: true).',
    cause,
  });
}
